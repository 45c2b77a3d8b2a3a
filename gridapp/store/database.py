"""Opening an SQLite database so that what is saved stays saved, and unreadable without its key."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import StaticPool

from gridapp.domain.errors import WorldFailed
from gridapp.i18n import tr

_PLAIN_HEADER = b"SQLite format 3\x00"
_PRIMARY_CODE = 0xFF  # the rest of an SQLite error code says only where it happened
PATIENCE_MS = 10_000  # how long to wait for another program that is saving to the same store


class Database:
    """One connection, used by one thread at a time: the store's owner."""

    def __init__(self, engine: Engine, file: Path) -> None:
        self.engine = engine
        self._writer = engine.execution_options(writing=True)
        self._file = file
        self._suspect = False

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection for looking; what it changes is rolled back. Raises WorldFailed when it cannot be read."""
        try:
            with self.engine.connect() as connection:
                yield connection
        except DatabaseError as error:
            raise _world_failed(error, reading=True) from error

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction: all of it or nothing, on disk when the block ends. Raises WorldFailed.

        After the disk failed in one, the next opens the file anew and looks through all of it first: the system may
        have dropped what it could not write, and then calls the next fsync a success.
        """
        try:
            if self._suspect:
                self._reopen()
            with self._writer.begin() as connection:
                yield connection
        except DatabaseError as error:
            self._suspect = self._suspect or _disk_failed(error)
            raise _world_failed(error) from error

    def rewrite(self) -> None:
        """Write the whole file anew, without what was deleted; older copies of it go too. Raises WorldFailed while
        another program is at it."""
        try:
            with closing(self.engine.raw_connection()) as connection:
                connection.cursor().execute("VACUUM")
                connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except sqlcipher3.dbapi2.DatabaseError as error:
            raise _world_failed(DatabaseError("VACUUM", None, error)) from error
        for copy in self._file.parent.glob(f"{self._file.stem}.before-*.db"):
            copy.unlink()

    def close(self) -> None:
        self.engine.dispose()

    def _reopen(self) -> None:
        """Raises DatabaseError or WorldFailed while the file cannot be read as it should be."""
        self.engine.dispose()
        with self.engine.connect() as connection:
            _assert_settings(connection, self._file)
            _assert_whole(connection)
        self._suspect = False


def open_database(file: Path, key: bytes) -> Database:
    """Open (or make) the encrypted database at `file` with the raw 32-byte `key`.

    Asserts at every open that the file is encrypted, in WAL mode, with synchronous FULL. Raises WorldFailed.
    """
    engine = create_engine(
        f"sqlite:///{file}",
        module=sqlcipher3.dbapi2,
        poolclass=StaticPool,
        connect_args={"check_same_thread": False},
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # transactions begin where we say, below
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        connection.execute(f"PRAGMA busy_timeout = {PATIENCE_MS}")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute("PRAGMA cache_size = -32000")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A writer takes its turn at once: one that read first and writes later could no longer get it.
        writing = connection.get_execution_options().get("writing")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    try:
        with engine.connect() as connection:
            _assert_settings(connection, file)
    except DatabaseError as error:
        engine.dispose()
        raise _world_failed(error) from error
    return Database(engine, file)


def _assert_settings(connection: Connection, file: Path) -> None:
    """Read back what was asked for: a setting that silently did not take has cost others their data."""
    connection.exec_driver_sql("SELECT count(*) FROM sqlite_master")
    settings = {
        name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
        for name in ("journal_mode", "synchronous")
    }
    encrypted = bool(connection.exec_driver_sql("PRAGMA cipher_version").scalar())
    if settings != {"journal_mode": "wal", "synchronous": 2} or not encrypted:
        raise WorldFailed(
            tr("The store cannot be opened safely"),
            tr(
                "{file} is not kept the way it must be ({settings}). Nothing was changed.",
                file=file,
                settings=settings,
            ),
        )
    with file.open("rb") as stream:
        if stream.read(len(_PLAIN_HEADER)) == _PLAIN_HEADER:
            raise WorldFailed(
                tr("The store cannot be opened safely"),
                tr("{file} is not encrypted. Nothing was changed.", file=file),
            )


def _assert_whole(connection: Connection) -> None:
    """Every page is read, and is what was sealed with the key."""
    words = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()
    if words != "ok":
        raise _damaged(str(words))


def _disk_failed(error: DatabaseError) -> bool:
    """Whether the disk did not take or give what it should, as opposed to being full or in use."""
    code: int = getattr(error.orig, "sqlite_errorcode", 0)
    return code & _PRIMARY_CODE == int(sqlcipher3.dbapi2.SQLITE_IOERR)


def _world_failed(error: DatabaseError, reading: bool = False) -> WorldFailed:
    words = str(error.orig)
    if "not a database" in words:
        return WorldFailed(
            tr("The store cannot be opened"),
            tr("Its key does not fit, or the file is damaged. It was left as it is; please ask for help."),
        )
    if "full" in words:
        return WorldFailed(
            tr("The disk is full"),
            tr("This was not saved. Everything saved before is safe. Please make room."),
        )
    if "locked" in words:
        return WorldFailed(
            tr("The store is in use"),
            tr("Another window of the program is saving just now. Please try again."),
        )
    if _disk_failed(error) and reading:
        return WorldFailed(
            tr("The disk failed"),
            tr("This cannot be read just now. Nothing was changed. ({words})", words=words),
        )
    if "malformed" in words or reading:
        return _damaged(words)
    return WorldFailed(
        tr("The disk failed"),
        tr("This was not saved. Everything saved before is safe. ({words})", words=words),
    )


def _damaged(words: str) -> WorldFailed:
    return WorldFailed(
        tr("The store is damaged"),
        tr("A part of it cannot be read. It was left as it is; please ask for help. ({words})", words=words),
    )
