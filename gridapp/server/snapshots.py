"""What a new computer starts from: everything below a unit, in ready compressed chunks, made once and reused until
it is stale. A snapshot holds what lay at or below its journal number; the pull brings the rest.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import msgspec
import zstandard
from sqlalchemy import ColumnElement, Connection, not_, select

from gridapp.domain.checksum import SHARED
from gridapp.domain.errors import NotFound
from gridapp.domain.org import Org
from gridapp.domain.record import record_types
from gridapp.i18n import tr
from gridapp.server import bulk, journal, rows, scopes, sights
from gridapp.server.accounts import Caller
from gridapp.server.database import ServerDatabase
from gridapp.server.sights import Sight
from gridapp.server.storage.base import Storage
from gridapp.server.tables import entry, snapshot
from gridapp.sync.protocol import Checkpoint, Chunk, Row, Snapshot

WORTH_IT = 2000
"""Fewer entries than this are pulled as quickly."""
CHUNK_ROWS = 4000
PATIENCE = 20.0  # seconds that a request waits for one that is being made
_STALE_AFTER = 5000  # accepted ops, or a quarter of the rows if that is more

Part = tuple[Checkpoint, list[Chunk]]


class Snapshots:
    """A server's snapshots. They are made one after the other, off the requests, and each only once at a time."""

    def __init__(self, database: ServerDatabase, files: Storage) -> None:
        self._database = database
        self._files = files
        self._maker = ThreadPoolExecutor(1, "snapshots")
        self._under_way: dict[tuple[str, str], Future[Part]] = {}
        self._turn = threading.Lock()

    def of(self, caller: Caller) -> Snapshot:
        """The chunks of everything this person sees; none when pulling is as good, or while they are being made."""
        with self._database.transaction(sights.in_county(caller.county)) as connection:
            head = journal.head(connection, caller.county)
            org = rows.org(connection, caller.county)
        if head.seq < WORTH_IT:
            return Snapshot(Checkpoint())
        wanted = [self._fresh(caller, root, head, org) for root in _roots(caller)]
        try:
            parts = [each.result(PATIENCE) for each in wanted]
        except TimeoutError:
            return Snapshot(Checkpoint(), in_the_making=True)
        chunks = [chunk for _, found in parts for chunk in found]
        if sum(chunk.rows for chunk in chunks) < WORTH_IT:
            return Snapshot(Checkpoint())
        return Snapshot(min((at for at, _ in parts), key=lambda at: at.seq), chunks)

    def chunk(self, caller: Caller, sha: str) -> bytes:
        """A chunk as it is sent. Raises NotFound for one that is not of this person's snapshots."""
        with self._database.transaction(sights.in_county(caller.county)) as connection:
            scopes.narrow(connection, caller, rows.org(connection, caller.county))
            kept = [_kept(connection, caller.county, root) for root in _roots(caller)]
        if not any(each.sha == sha for found in kept if found for each in found[1]):
            raise NotFound(tr("There is no such part of a snapshot any more."))
        return self._files.read(sha)

    def close(self) -> None:
        """Finish what is being made, begin nothing more."""
        self._maker.shutdown(cancel_futures=True)

    def _fresh(self, caller: Caller, root: str, head: Checkpoint, org: Org) -> Future[Part]:
        with self._database.transaction(sights.in_county(caller.county)) as connection:
            kept = _kept(connection, caller.county, root)
            if (
                kept is not None
                and journal.has(connection, caller.county, kept[0])
                and not _is_stale(kept, head)
            ):
                done: Future[Part] = Future()
                done.set_result(kept)
                return done
        key = (caller.county, root)
        with self._turn:
            under_way = self._under_way.get(key)
            if under_way is None or under_way.done():
                under_way = self._maker.submit(self._make, caller, root, head, org)
                self._under_way[key] = under_way
            return under_way

    def _make(self, caller: Caller, root: str, head: Checkpoint, org: Org) -> Part:
        chunks: list[Chunk] = []
        waiting: list[Row] = []
        for page in self._pages(scopes.sight(caller, org), _lanes(caller, root, org), head.seq):
            waiting += page
            while len(waiting) >= CHUNK_ROWS:
                chunks.append(self._pack(waiting[:CHUNK_ROWS]))
                waiting = waiting[CHUNK_ROWS:]
        if waiting:
            chunks.append(self._pack(waiting))
        names = msgspec.json.encode([msgspec.structs.astuple(each) for each in chunks]).decode()
        line = (caller.county, root, head.seq, head.hash, sum(each.rows for each in chunks), names)
        with self._database.transaction(sights.in_county(caller.county)) as connection:
            bulk.upsert(connection, snapshot, [line])
        return head, chunks

    def _pages(self, sight: Sight, lanes: list[ColumnElement[bool]], until: int) -> Iterator[list[Row]]:
        """The live entries of each lane. Each page is read by itself, so that nobody waits for the whole: what
        changes meanwhile gets a number beyond `until`, and the pull brings it."""
        for lane in lanes:
            after = 0
            while True:
                with self._database.transaction(sight) as connection:
                    within = (
                        entry.c.county == sight.county,
                        lane,
                        entry.c.seq > after,
                        entry.c.seq <= until,
                    )
                    query = select(entry).where(*within).order_by(entry.c.seq).limit(CHUNK_ROWS)
                    found = connection.execute(query).all()
                if not found:
                    break
                yield [rows.on_the_wire(row) for row in found if not row.deleted]
                after = found[-1].seq

    def _pack(self, found: list[Row]) -> Chunk:
        packed = zstandard.ZstdCompressor(level=3).compress(msgspec.json.encode(found))
        return Chunk(self._files.put(packed), len(packed), len(found))


def rows_of(packed: bytes) -> list[Row]:
    """The rows in a chunk."""
    return msgspec.json.decode(zstandard.ZstdDecompressor().decompress(packed), type=list[Row])


def _roots(caller: Caller) -> list[str]:
    """The units whose subtrees the person sees, what everyone sees, and what of elsewhere is theirs too."""
    return [*sorted(caller.person.units), SHARED, f"@{caller.person.id}"]


def _is_stale(kept: Part, head: Checkpoint) -> bool:
    at, chunks = kept
    return head.seq - at.seq > max(_STALE_AFTER, sum(each.rows for each in chunks) // 4)


def _kept(connection: Connection, county: str, root: str) -> Part | None:
    query = select(snapshot).where(snapshot.c.county == county, snapshot.c.root == root)
    row = connection.execute(query).first()
    if row is None:
        return None
    return Checkpoint(row.seq, row.hash), [Chunk(*each) for each in msgspec.json.decode(row.chunks)]


def _lanes(caller: Caller, root: str, org: Org) -> list[ColumnElement[bool]]:
    """Conditions that together give a root's entries, each of them with an index of its own."""
    if root == SHARED:
        return [entry.c.type == record.type for record in record_types().values() if record.shared]
    not_shared = not_(scopes.is_shared())
    if root.startswith("@"):
        elsewhere = not_(scopes.below(org, caller.person.units, entry.c.path))
        made, about = entry.c.author == caller.person.id, entry.c.subject == caller.person.id
        named = scopes.concerning(org, caller.person.units) & not_(made | about)
        return [each & elsewhere & not_shared for each in (made, about & not_(made), named)]
    return [(entry.c.unit == unit) & not_shared for unit in org.units if org.within(unit, root)]
