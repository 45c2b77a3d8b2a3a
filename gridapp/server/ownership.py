"""What the owner of a PostgreSQL database does for the server: the tables, their policies, and the server's own role,
which owns nothing. The owner's address is used for this and kept nowhere.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import URL, Connection, NullPool, create_engine, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from gridapp.domain.errors import Refused
from gridapp.domain.ids import Dice
from gridapp.i18n import tr
from gridapp.server import row_security
from gridapp.server.addresses import understand, unreachable
from gridapp.server.migrations import STEPS
from gridapp.store.migrations import run_steps

_LOCK = "SELECT pg_advisory_xact_lock(7461)"  # one at a time makes the tables
_KNOWN = text("SELECT 1 FROM pg_roles WHERE rolname = :role")


def prepare(owner: str, server: str, now: datetime, dice: Dice) -> str:
    """Make the tables in the owner's database, or bring them up to date, and lock them. Gives the address that the
    server works with: `server`, or that of a new role where none is named.

    Raises Refused when the role is missing and cannot be made, WorldFailed when the database cannot be reached.
    """
    address = understand(owner)
    mine = understand(server) if server else _new_address(address, dice)
    engine = create_engine(address, poolclass=NullPool)
    try:
        with engine.begin() as connection:
            connection.exec_driver_sql(_LOCK)
            if not server:
                _make_role(connection, mine)
            elif connection.execute(_KNOWN, {"role": mine.username}).first() is None:
                raise _by_hand(mine, tr("There is no role of this name."))
            row_security.lift(connection)
            run_steps(connection, STEPS, now)
            row_security.lock(connection, str(mine.username))
    except SQLAlchemyError as error:
        raise unreachable(error) from error
    finally:
        engine.dispose()
    return mine.render_as_string(hide_password=False)


def _new_address(owner: URL, dice: Dice) -> URL:
    """The same database, by a role that is named after it."""
    role = f"{owner.database}_server"[:63]  # as long as PostgreSQL lets a name be
    return owner.set(username=role, password=dice(24).hex())


def _make_role(connection: Connection, address: URL) -> None:
    role = str(address.username)
    if connection.execute(_KNOWN, {"role": role}).first() is not None:
        raise Refused(
            tr("There is a role {role} already", role=role),
            tr(
                "Nothing was changed. If it is this server's, please give its address as well, by --database."
            ),
        )
    driver: Any = connection.connection.driver_connection
    # Sent as PostgreSQL keeps it, so that the password stands in no log.
    password = driver.pgconn.encrypt_password(str(address.password).encode(), role.encode(), b"scram-sha-256")
    quoted = connection.dialect.identifier_preparer.quote(role)
    try:
        connection.exec_driver_sql(f"CREATE ROLE {quoted} LOGIN PASSWORD '{password.decode()}'")
    except DBAPIError as error:
        raise _by_hand(address, str(error.orig)) from error


def _by_hand(address: URL, why: str) -> Refused:
    """The lines with which whoever may make roles makes this one."""
    return Refused(
        tr("The server needs a role of its own in PostgreSQL"),
        tr(
            "{why} Please have it made by somebody who may: {lines} and give its address as well: "
            "--database postgresql://{role}:…@host/{database}",
            why=why,
            lines=f"CREATE ROLE {address.username} LOGIN PASSWORD '…'; "
            f"GRANT CONNECT ON DATABASE {address.database} TO {address.username};",
            role=address.username,
            database=address.database,
        ),
    )
