"""The server does not start where row security would not hold; the owner's command makes it hold."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from sqlalchemy import URL, NullPool, create_engine, make_url, text

from gridapp.domain.errors import Refused, WorldFailed
from gridapp.domain.org import COUNTY
from gridapp.domain.world import system_clock
from gridapp.server import database, ownership, sights
from tests import postgres


@pytest.fixture(scope="module")
def address(postgres_url: str) -> str:
    """The server's own, of a database with a county in it."""
    server = postgres.prepared(postgres.fresh_database(postgres_url))
    _do(str_of(postgres.owner_of(server)), f"INSERT INTO county VALUES ('{COUNTY}', 'x', 0, '')")
    return server


def str_of(url: URL) -> str:
    return url.render_as_string(hide_password=False)


def _do(url: str, *statements: str) -> None:
    engine = create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for each in statements:
            connection.exec_driver_sql(each)


@pytest.fixture
def mended(address: str) -> Iterator[str]:
    """Whatever a test spoilt is made right again by the owner's command alone."""
    role = make_url(address).username
    owner = str_of(postgres.owner_of(address))
    yield address
    _do(
        owner,
        f'ALTER ROLE "{role}" NOSUPERUSER NOBYPASSRLS NOCREATEROLE',
        f'REVOKE postgres FROM "{role}"',
        "ALTER TABLE entry OWNER TO postgres",
        "ALTER TABLE migration OWNER TO postgres",
        f'ALTER DATABASE "{make_url(address).database}" OWNER TO postgres',
    )
    ownership.prepare(owner, address, system_clock(), os.urandom)
    database.open_postgres(address).close()


def test_it_starts_when_all_is_right(address: str) -> None:
    opened = database.open_postgres(address)
    with opened.transaction(sights.in_county(COUNTY)) as connection:
        assert connection.execute(text("SELECT count(*) FROM county")).scalar_one() == 1
    opened.close()


@pytest.mark.parametrize(
    ("spoil", "named"),
    [
        ("DROP POLICY gridapp_person ON entry", "other policies"),
        ("ALTER POLICY gridapp_person ON entry USING (true)", "other policies"),
        ("CREATE POLICY loose ON entry USING (true)", "other policies"),
        ("ALTER TABLE matter DISABLE ROW LEVEL SECURITY", "not on and forced for: matter"),
        ("ALTER TABLE matter NO FORCE ROW LEVEL SECURITY", "not on and forced for: matter"),
        ('ALTER ROLE "{role}" BYPASSRLS', "can pass by row security"),
        ('ALTER ROLE "{role}" SUPERUSER', "can pass by row security"),
        ('ALTER ROLE "{role}" CREATEROLE', "can pass by row security"),
        ('GRANT postgres TO "{role}"', "can pass by row security"),
        ('ALTER TABLE entry OWNER TO "{role}"', "owns what it should only use: entry"),
        ('ALTER TABLE migration OWNER TO "{role}"', "owns what it should only use: migration"),
        ('ALTER DATABASE "{database}" OWNER TO "{role}"', "owns what it should only use"),
        ('GRANT TRUNCATE ON entry TO "{role}"', "other rights than it should have to: entry"),
        ('GRANT UPDATE ON journal TO "{role}"', "other rights than it should have to: journal"),
        ("DELETE FROM migration WHERE name = 'audit_and_daily_marks'", "not there or not up to date"),
    ],
)
def test_it_does_not_start_when_something_is_not(mended: str, spoil: str, named: str) -> None:
    url = make_url(mended)
    _do(str_of(postgres.owner_of(mended)), spoil.format(role=url.username, database=url.database))
    with pytest.raises(Refused) as refused:
        database.open_postgres(mended)
    assert named in f"{refused.value.title} {refused.value.message}"
    assert "gridapp server init --owner" in refused.value.message


def test_a_leak_that_no_list_names_is_found_by_looking(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gridapp.server.row_security._of_the_role", lambda connection: [])
    monkeypatch.setattr("gridapp.server.row_security._of_the_tables", lambda connection: [])
    database.open_postgres(address).close()
    with pytest.raises(Refused, match="Nobody in particular sees rows of: county"):
        database.open_postgres(str_of(postgres.owner_of(address)))


def test_a_newer_programs_database_is_left_alone(address: str) -> None:
    owner = str_of(postgres.owner_of(address))
    _do(owner, "INSERT INTO migration VALUES ('of_tomorrow', '')")
    try:
        with pytest.raises(WorldFailed):
            database.open_postgres(address)
    finally:
        _do(owner, "DELETE FROM migration WHERE name = 'of_tomorrow'")


def test_an_owner_without_powers_of_a_superuser(postgres_url: str) -> None:
    """They may make no role, so it is asked for in words; and forced row security does not keep them from bringing
    rows up to date that are there."""
    name = make_url(postgres.fresh_database(postgres_url)).database
    plain, role = f"owner_{name}", f"{name}_server"
    admin = make_url(postgres_url).set(database=name)
    _do(postgres_url, f"CREATE ROLE {plain} LOGIN", f"ALTER DATABASE {name} OWNER TO {plain}")
    owner = str_of(admin.set(username=plain))
    with pytest.raises(Refused) as refused:
        ownership.prepare(owner, "", system_clock(), os.urandom)
    assert f"CREATE ROLE {role} LOGIN PASSWORD" in refused.value.message
    mine = str_of(admin.set(username=role))
    with pytest.raises(Refused, match="no role of this name"):
        ownership.prepare(owner, mine, system_clock(), os.urandom)
    _do(postgres_url, f"CREATE ROLE {role} LOGIN")
    ownership.prepare(owner, mine, system_clock(), os.urandom)
    database.open_postgres(mine).close()
    _do(
        str_of(admin),
        f"INSERT INTO county VALUES ('{COUNTY}', 'x', 0, '')",
        "INSERT INTO entry VALUES ('621026000000', 'e', 'hazard', '', 'u', '/u/', 'a', '', 'reported', '', 1, 1, false,"
        " '{}', '{\"title\": [3, \"d\"]}', '00')",
        "DELETE FROM migration WHERE name = 'sync_that_loses_nothing'",
    )
    ownership.prepare(owner, mine, system_clock(), os.urandom)
    opened = database.open_postgres(mine)
    with opened.transaction(sights.in_county(COUNTY)) as connection:
        assert connection.execute(text("SELECT stamps FROM entry")).scalar_one() == '[[3,"d",["title"]]]'
    opened.close()


def test_a_role_that_is_there_already_is_not_taken(address: str) -> None:
    with pytest.raises(Refused, match="already"):
        ownership.prepare(str_of(postgres.owner_of(address)), "", system_clock(), os.urandom)
