"""What a new computer starts from: everything below a unit, in ready compressed chunks, made once and reused until
it is stale. A snapshot holds what lay at or below its journal number; the pull brings the rest.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
import zstandard
from sqlalchemy import ColumnElement, Connection, and_, not_, select

from gridapp.domain.checksum import SHARED
from gridapp.domain.errors import NotFound
from gridapp.i18n import tr
from gridapp.server import bulk, journal, rows, scopes
from gridapp.server.accounts import Caller
from gridapp.server.database import ServerDatabase
from gridapp.server.storage.base import Storage
from gridapp.server.tables import entry, snapshot
from gridapp.sync.protocol import Checkpoint, Chunk, Row, Snapshot

WORTH_IT = 2000
"""Fewer entries than this are pulled as quickly."""
CHUNK_ROWS = 4000
_STALE_AFTER = 5000  # accepted ops, or a quarter of the rows if that is more


def of(database: ServerDatabase, files: Storage, caller: Caller) -> Snapshot:
    """The chunks of everything this person sees; none when pulling is as good."""
    with database.transaction() as connection:
        head = journal.head(connection, caller.county)
        if head.seq < WORTH_IT:
            return Snapshot(Checkpoint())
    parts = [_fresh(database, files, caller, root, head) for root in _roots(caller)]
    chunks = [chunk for _, found in parts for chunk in found]
    if sum(chunk.rows for chunk in chunks) < WORTH_IT:
        return Snapshot(Checkpoint())
    return Snapshot(min((at for at, _ in parts), key=lambda at: at.seq), chunks)


def chunk(database: ServerDatabase, files: Storage, caller: Caller, sha: str) -> bytes:
    """A chunk as it is sent. Raises NotFound for one that is not of this person's snapshots."""
    with database.transaction() as connection:
        kept = [_kept(connection, caller.county, root) for root in _roots(caller)]
    if not any(each.sha == sha for found in kept if found for each in found[1]):
        raise NotFound(tr("There is no such part of a snapshot any more."))
    return files.read(sha)


def rows_of(packed: bytes) -> list[Row]:
    """The rows in a chunk."""
    return msgspec.json.decode(zstandard.ZstdDecompressor().decompress(packed), type=list[Row])


def _roots(caller: Caller) -> list[str]:
    """The units whose subtrees the person sees, what everyone sees, and what they made elsewhere."""
    return [*sorted(caller.person.units), SHARED, f"@{caller.person.id}"]


def _fresh(
    database: ServerDatabase, files: Storage, caller: Caller, root: str, head: Checkpoint
) -> tuple[Checkpoint, list[Chunk]]:
    with database.transaction() as connection:
        kept = _kept(connection, caller.county, root)
    if kept is not None:
        at, chunks = kept
        stale_after = max(_STALE_AFTER, sum(each.rows for each in chunks) // 4)
        if head.seq - at.seq <= stale_after and _is_ours(database, caller, at):
            return kept
    chunks = [_pack(files, page) for page in _pages(database, caller, root, head.seq)]
    names = msgspec.json.encode([msgspec.structs.astuple(each) for each in chunks]).decode()
    line = (caller.county, root, head.seq, head.hash, sum(each.rows for each in chunks), names)
    with database.transaction() as connection:
        bulk.upsert(connection, snapshot, [line])
    return head, chunks


def _is_ours(database: ServerDatabase, caller: Caller, at: Checkpoint) -> bool:
    """Not of a history that was lost with a restored database."""
    with database.transaction() as connection:
        return journal.has(connection, caller.county, at)


def _kept(connection: Connection, county: str, root: str) -> tuple[Checkpoint, list[Chunk]] | None:
    query = select(snapshot).where(snapshot.c.county == county, snapshot.c.root == root)
    row = connection.execute(query).first()
    if row is None:
        return None
    return Checkpoint(row.seq, row.hash), [Chunk(*each) for each in msgspec.json.decode(row.chunks)]


def _pages(database: ServerDatabase, caller: Caller, root: str, until: int) -> Iterator[Sequence[Any]]:
    """The live entries of a root in the journal's order. Each page is read by itself, so that nobody waits for the
    whole: what changes meanwhile gets a number beyond `until`, and the pull brings it."""
    after = 0
    while True:
        with database.transaction() as connection:
            query = (
                select(entry)
                .where(
                    entry.c.county == caller.county,
                    entry.c.seq > after,
                    entry.c.seq <= until,
                    entry.c.deleted.is_(False),
                    _within(connection, caller, root),
                )
                .order_by(entry.c.seq)
                .limit(CHUNK_ROWS)
            )
            page = connection.execute(query).all()
        if not page:
            return
        yield page
        after = page[-1].seq


def _within(connection: Connection, caller: Caller, root: str) -> ColumnElement[bool]:
    org = rows.org(connection, caller.county)
    if root == SHARED:
        return scopes.is_shared()
    if root.startswith("@"):
        elsewhere = not_(scopes.below(org, caller.person.units, entry.c.path))
        return and_(entry.c.author == caller.person.id, elsewhere, not_(scopes.is_shared()))
    return and_(scopes.below(org, [root], entry.c.path), not_(scopes.is_shared()))


def _pack(files: Storage, page: Sequence[Any]) -> Chunk:
    data = msgspec.json.encode([rows.on_the_wire(row) for row in page])
    packed = zstandard.ZstdCompressor(level=9).compress(data)
    return Chunk(files.put(packed), len(packed), len(page))
