"""PostgreSQL's row security over the server's tables: the owner puts it there, the server asserts it at its start."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, inspect, text

from gridapp.domain.errors import Refused
from gridapp.i18n import tr
from gridapp.server import sights
from gridapp.server.policies import RULES, UNLOCKED, policies
from gridapp.server.sights import Sight
from gridapp.server.tables import server

_NOT_OURS = (
    r"n.nspname NOT LIKE 'pg\_%' AND n.nspname <> 'information_schema'"  # temporary tables are its own
)
_OWNED = f"""
SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE pg_has_role(current_user, c.relowner, 'MEMBER') AND {_NOT_OURS}
UNION SELECT p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
 WHERE pg_has_role(current_user, p.proowner, 'MEMBER') AND {_NOT_OURS}
UNION SELECT n.nspname FROM pg_namespace n WHERE pg_has_role(current_user, n.nspowner, 'MEMBER') AND {_NOT_OURS}
UNION SELECT datname FROM pg_database
 WHERE datname = current_database() AND pg_has_role(current_user, datdba, 'MEMBER')
ORDER BY 1
"""
_POWERS = """
SELECT rolname FROM pg_roles
 WHERE (rolsuper OR rolbypassrls OR rolcreaterole) AND pg_has_role(current_user, oid, 'MEMBER') ORDER BY 1
"""
_POLICIES = """
SELECT c.relname, p.polname, coalesce(obj_description(p.oid, 'pg_policy'), '') AS noted,
       concat_ws('|', p.polcmd, p.polpermissive, p.polroles::text, pg_get_expr(p.polqual, p.polrelid),
                 pg_get_expr(p.polwithcheck, p.polrelid)) AS understood
  FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid WHERE c.relnamespace = current_schema()::regnamespace
"""
_LOCKS = """
SELECT relname FROM pg_class
 WHERE relnamespace = current_schema()::regnamespace AND relrowsecurity AND relforcerowsecurity
"""
_PRIVILEGES = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")


def lift(connection: Connection) -> None:
    """Let the owner see every row until the end of this transaction, to bring the tables up to date. Nobody else
    reaches them meanwhile."""
    for name in sorted(set(inspect(connection).get_table_names()) & set(server.tables)):
        connection.exec_driver_sql(f'ALTER TABLE "{name}" NO FORCE ROW LEVEL SECURITY')


def lock(connection: Connection, role: str) -> None:
    """Put the policies of today's program on every table, and give `role` what the server needs and nothing more."""
    quoted = connection.dialect.identifier_preparer.quote(role)
    for row in _policies_of(connection, server.tables):
        connection.exec_driver_sql(f'DROP POLICY "{row.polname}" ON "{row.relname}"')
    for name in server.tables:
        connection.exec_driver_sql(f'ALTER TABLE "{name}" ENABLE ROW LEVEL SECURITY')
        connection.exec_driver_sql(f'ALTER TABLE "{name}" FORCE ROW LEVEL SECURITY')
        for each in policies(name):
            connection.exec_driver_sql(
                f'CREATE POLICY {each.name} ON "{name}" FOR {each.command} USING ({each.condition})'
            )
        connection.exec_driver_sql(f'REVOKE ALL ON "{name}" FROM PUBLIC, {quoted}')
        connection.exec_driver_sql(f'GRANT {RULES[name].grants} ON "{name}" TO {quoted}')
    for name in UNLOCKED:
        connection.exec_driver_sql(f'GRANT SELECT ON "{name}" TO {quoted}')
    _sign(connection)


def require(connection: Connection) -> None:
    """Raises Refused, in words, when anything stands between the role of `connection` and row security."""
    wrong = [*_of_the_role(connection), *_of_the_tables(connection)]
    if not wrong:  # otherwise it may not even be asked
        wrong = list(_leaks(connection))
    if wrong:
        raise Refused(
            tr("PostgreSQL would not keep people to their own part of the records"),
            tr(
                "The server does not start. {reasons} Please run with the address of the role that owns the tables: "
                "gridapp server init --owner postgresql://owner:password@host/name",
                reasons=" ".join(wrong),
            ),
        )


def _of_the_role(connection: Connection) -> Iterable[str]:
    """What the role could do about row security."""
    role = connection.execute(text("SELECT current_user")).scalar_one()
    if powers := list(connection.execute(text(_POWERS)).scalars()):
        yield tr(
            "The role {role} can pass by row security or make roles that do ({names}).",
            role=role,
            names=", ".join(powers),
        )
    elif owned := list(connection.execute(text(_OWNED)).scalars()):
        yield tr("The role {role} owns what it should only use: {names}.", role=role, names=", ".join(owned))


def _of_the_tables(connection: Connection) -> Iterable[str]:
    """What is not as `lock` leaves it."""
    locked = set(connection.execute(text(_LOCKS)).scalars())
    if open_ := sorted(set(server.tables) - locked):
        yield tr("Row security is not on and forced for: {names}.", names=", ".join(open_))
    known: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for row in _policies_of(connection, server.tables):
        known[row.relname].add((row.polname, row.noted if row.noted == _fingerprint(row) else ""))
    expected = {name: {each.name for each in policies(name)} for name in server.tables}
    if other := sorted(
        name
        for name in server.tables
        if {each for each, _ in known[name]} != expected[name] or not all(noted for _, noted in known[name])
    ):
        yield tr("These tables have other policies than this program's: {names}.", names=", ".join(other))
    if may := sorted(name for name in server.tables if _privileges(connection, name) != _granted(name)):
        yield tr("The role has other rights than it should have to: {names}.", names=", ".join(may))


def _leaks(connection: Connection) -> Iterable[str]:
    """Look, as nobody and as a person of no unit: there must be nothing to see."""
    for sight in (sights.NOTHING, Sight("person")):
        sights.look(connection, sight)
        seen = " UNION ".join(
            f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM \"{name}\")" for name in server.tables
        )
        if names := sorted(connection.execute(text(seen)).scalars()):
            yield tr("Nobody in particular sees rows of: {names}.", names=", ".join(names))


def _sign(connection: Connection) -> None:
    """Note beside each policy what PostgreSQL understood, so that the server finds one that was altered."""
    for row in _policies_of(connection, server.tables):
        connection.exec_driver_sql(
            f'COMMENT ON POLICY "{row.polname}" ON "{row.relname}" IS \'{_fingerprint(row)}\''
        )


def _fingerprint(row: Any) -> str:
    mine = next((each for each in policies(row.relname) if each.name == row.polname), None)
    return mine.fingerprint(row.understood) if mine else ""


def _policies_of(connection: Connection, names: Iterable[str]) -> list[Any]:
    ours = set(names)
    return [row for row in connection.execute(text(_POLICIES)) if row.relname in ours]


def _privileges(connection: Connection, name: str) -> set[str]:
    """What the role may do with a table."""
    asked = [f"has_table_privilege('\"{name}\"', '{each}')" for each in _PRIVILEGES]
    row = connection.exec_driver_sql(f"SELECT {', '.join(asked)}").one()
    return {each for each, may in zip(_PRIVILEGES, row, strict=True) if may}


def _granted(name: str) -> set[str]:
    return set(RULES[name].grants.split(", "))
