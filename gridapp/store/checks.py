"""`gridapp check`: is everything in this vault what it was when it was saved?"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, func, select, text

from gridapp.domain.errors import GridAppError
from gridapp.domain.op import GENESIS, RULINGS, chain, decoded, digest_of
from gridapp.i18n import tr
from gridapp.store import indexes, ops
from gridapp.store.tables import entry as entry_table
from gridapp.store.tables import file as file_table
from gridapp.store.tables import op as op_table
from gridapp.store.vault import Vault


def findings(vault: Vault) -> list[str]:
    """Everything wrong, in words; an empty list when all is well."""
    with vault.reading() as connection:
        return [
            *_pages(connection),
            *_chain(connection),
            *_indexes(connection),
            *_entries(connection),
            *_files(connection, vault),
        ]


def _pages(connection: Connection) -> Iterator[str]:
    for pragma in ("cipher_integrity_check", "integrity_check"):
        for row in connection.exec_driver_sql(f"PRAGMA {pragma}"):
            if row[0] != "ok":
                yield tr("The database file is damaged: {words}", words=row[0])


def _chain(connection: Connection) -> Iterator[str]:
    """Every op has the content its hash was made of, follows the one before, and none is missing."""
    previous, expected = GENESIS, 1
    for row in connection.execute(select(op_table).order_by(op_table.c.n)):
        op = decoded(row.data)
        if row.n != expected:
            yield tr(
                "Op {expected} is missing from the log; {number} follows.", expected=expected, number=row.n
            )
        elif chain(previous, digest_of(row.data.encode())) != row.hash or op.n != row.n:
            yield tr(
                "Op {number} is not what was written, or does not follow the one before it.", number=row.n
            )
        previous, expected = row.hash, row.n + 1


def _indexes(connection: Connection) -> Iterator[str]:
    if missing := set(indexes.wanted()) - indexes.existing(connection):
        yield tr("Indexes are missing: {names}", names=", ".join(sorted(missing)))
    entries = connection.execute(select(func.count()).select_from(entry_table)).scalar()
    indexed = connection.execute(text("SELECT count(*) FROM search_docsize")).scalar()
    if entries != indexed:
        yield tr("The search index holds {indexed} of {entries} entries.", indexed=indexed, entries=entries)


def _entries(connection: Connection) -> Iterator[str]:
    """Nothing unsent without its op, no unsent op without its entry."""
    unanswered = select(op_table.c.entry).where(op_table.c.state.in_((*ops.UNANSWERED, "held", "settled")))
    lost = connection.execute(
        select(entry_table.c.number).where(
            entry_table.c.pending.is_(True), entry_table.c.id.not_in(unanswered)
        )
    )
    for row in lost:
        yield tr("{number} waits to be sent but has no op.", number=row.number)
    missing = connection.execute(
        select(op_table.c.n, op_table.c.data).where(
            op_table.c.state.in_(ops.UNANSWERED), op_table.c.entry.not_in(select(entry_table.c.id))
        )
    )
    for row in missing:
        if decoded(row.data).kind not in RULINGS:
            yield tr("Op {number} has no entry.", number=row.n)


def _files(connection: Connection, vault: Vault) -> Iterator[str]:
    for row in connection.execute(select(file_table).where(file_table.c.state.in_(("local", "kept")))):
        try:
            vault.files.read(row.sha)
        except GridAppError as error:
            yield f"{error.title}: {error.message}"
