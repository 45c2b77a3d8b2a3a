"""The database is encrypted, durable by its settings, and says so in words when it cannot be opened."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from gridapp.domain.errors import WorldFailed
from gridapp.store.database import Database, open_database
from gridapp.store.home import Home
from gridapp.store.migrations import VAULT, migrate
from tests.office import PASSWORD

KEY = bytes(range(32))
NOW = datetime(2026, 11, 18, tzinfo=UTC)


def test_nothing_readable_lies_on_the_disk(home: Home) -> None:
    shared = home.shared()
    vault = home.create_vault(shared, PASSWORD)
    canary = "独一无二的暗号"
    with vault.writing() as connection:
        connection.execute(text("INSERT INTO setting VALUES ('x', :value)"), {"value": canary})
    sha = vault.files.put(canary.encode() * 1000)
    assert vault.files.read(sha) == canary.encode() * 1000
    found = [
        file for file in home.folder.rglob("*") if file.is_file() and canary.encode() in file.read_bytes()
    ]
    assert found == []
    for file in home.folder.rglob("*.db"):
        assert file.read_bytes()[:15] != b"SQLite format 3"


def test_another_key_opens_nothing_and_changes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "a.db"
    first = open_database(file, KEY)
    migrate(first, file, VAULT, NOW)
    first.close()
    before = file.read_bytes()
    with pytest.raises(WorldFailed, match="key does not fit"):
        open_database(file, bytes(32))
    assert file.read_bytes() == before


def test_a_plain_database_is_not_taken(tmp_path: Path) -> None:
    import sqlite3

    file = tmp_path / "plain.db"
    plain = sqlite3.connect(file)
    plain.execute("CREATE TABLE x (y)")
    plain.close()
    with pytest.raises(WorldFailed):
        open_database(file, KEY)


def test_settings_are_read_back_at_every_open(tmp_path: Path) -> None:
    database = open_database(tmp_path / "a.db", KEY)
    with database.reading() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
    database.close()


def test_a_transaction_is_all_or_nothing(tmp_path: Path) -> None:
    file = tmp_path / "a.db"
    database = open_database(file, KEY)
    migrate(database, file, VAULT, NOW)
    with pytest.raises(ZeroDivisionError), database.writing() as connection:
        connection.execute(text("INSERT INTO setting VALUES ('x', '1')"))
        1 / 0  # noqa: B018
    with database.reading() as connection:
        assert connection.execute(text("SELECT count(*) FROM setting")).scalar() == 0
    database.close()


def second_step(connection: Connection) -> None:
    connection.execute(text("CREATE TABLE later (x)"))


def failing_step(connection: Connection) -> None:
    connection.execute(text("CREATE TABLE broken (x)"))
    connection.execute(text("this is not SQL"))


def test_migrations_run_once_in_order_with_a_copy_made_first(tmp_path: Path) -> None:
    file = tmp_path / "a.db"
    database = open_database(file, KEY)
    assert migrate(database, file, VAULT, NOW) == [step.__name__ for step in VAULT]
    assert migrate(database, file, VAULT, NOW) == []
    assert migrate(database, file, (*VAULT, second_step), NOW) == ["second_step"]
    database.close()
    copy = open_database(tmp_path / f"a.before-{VAULT[-1].__name__}.db", KEY)
    with copy.reading() as connection:
        assert (
            connection.execute(text("SELECT count(*) FROM sqlite_master WHERE name = 'later'")).scalar() == 0
        )
    copy.close()


def test_a_failing_migration_leaves_everything_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / "a.db"
    database = open_database(file, KEY)
    migrate(database, file, VAULT, NOW)
    with pytest.raises(WorldFailed):
        migrate(database, file, (*VAULT, failing_step), NOW)
    with database.reading() as connection:
        assert (
            connection.execute(text("SELECT count(*) FROM sqlite_master WHERE name = 'broken'")).scalar() == 0
        )
    database.close()


@contextmanager
def failing_disk(file: Path) -> Iterator[None]:
    """Writes beyond the present end of `file` fail, as on a bad disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (file.stat().st_size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def put(database: Database, name: str) -> None:
    with database.writing() as connection:
        connection.execute(
            text("INSERT INTO setting VALUES (:name, :value)"), {"name": name, "value": "x" * 9000}
        )


def names(database: Database) -> set[str]:
    with database.reading() as connection:
        return set(connection.execute(text("SELECT key FROM setting")).scalars())


@pytest.fixture
def failed(tmp_path: Path) -> Iterator[Database]:
    """A database whose last transaction met a failing disk."""
    file = tmp_path / "a.db"
    database = open_database(file, KEY)
    migrate(database, file, VAULT, NOW)
    put(database, "before")
    with pytest.raises(WorldFailed, match="not saved"), failing_disk(tmp_path / "a.db-wal"):
        put(database, "lost")
    yield database
    database.close()


def test_after_the_disk_failed_work_goes_on_with_what_was_saved(failed: Database) -> None:
    put(failed, "after")
    assert names(failed) >= {"before", "after"}
    assert "lost" not in names(failed)


def test_after_the_disk_failed_nothing_is_written_to_a_store_that_it_damaged(
    failed: Database, tmp_path: Path
) -> None:
    failed.engine.dispose()
    file = tmp_path / "a.db"
    damaged = bytearray(file.read_bytes())
    damaged[len(damaged) // 2] ^= 1
    file.write_bytes(damaged)
    for _ in range(2):
        with pytest.raises(WorldFailed, match="damaged"):
            put(failed, "after")
    assert file.read_bytes() == damaged


def test_an_older_program_refuses_a_newer_store(tmp_path: Path) -> None:
    file = tmp_path / "a.db"
    database = open_database(file, KEY)
    migrate(database, file, (*VAULT, second_step), NOW)
    with pytest.raises(WorldFailed, match="newer"):
        migrate(database, file, VAULT, NOW)
    database.close()


def test_a_damaged_key_file_is_named(home: Home) -> None:
    home.shared().close()
    (home.folder / "keys" / "shared.key").write_text("not a key")
    with pytest.raises(WorldFailed, match=r"shared\.key"):
        home.shared()
