"""Which history of the county's journal this computer knows, and how it takes up another one.

The cursor is a checkpoint (number and chain hash). When the server no longer has it, because it was restored from
an older backup, everything acknowledged beyond the last common checkpoint is offered again, and every row is
pulled anew. Nothing is deleted because of it.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Literal

from sqlalchemy import Connection, text

from gridapp.domain.op import GENESIS, Op
from gridapp.store import attention, settings

MOST_CHECKPOINTS = 48
Why = Literal["restored", "scope"]


@dataclass(frozen=True)
class Cursor:
    """How far this computer knows the county's journal: a checkpoint of number and chain hash."""

    seq: int = 0
    hash: str = GENESIS


@dataclass(frozen=True)
class Cut:
    """After a restore, ops up to number `until` were made on numbers of a history that is gone: what their
    authors are sure to have seen is what lies at or below `seq`."""

    until: int = 0
    seq: int = 0

    def base_of(self, op: Op) -> int:
        return min(op.base, self.seq) if op.n <= self.until else op.base

    def lowest(self, op: Op) -> int:
        """The same for an op whose number may be another computer's."""
        return min(op.base, self.seq) if self.until else op.base


@dataclass(frozen=True)
class Anew:
    """Everything is being pulled from the start, because the server was restored or the person's units changed."""

    why: Why


def cursor(connection: Connection) -> Cursor:
    return Cursor(**settings.get(connection, "cursor", {}))


def move_cursor(connection: Connection, to: Cursor) -> None:
    """Also remember the place, so that after a restore the last common one can be found."""
    settings.put(connection, "cursor", asdict(to))
    note_checkpoint(connection, to)


def note_own(connection: Connection, first: int, last: int) -> None:
    """What the server took from here is here already, and need not come back when everything before it is pulled."""
    if last >= first and anew(connection) is None:
        before = own(connection)
        joined = (
            [(before[-1][0], last)]
            if before and before[-1][1] + 1 == first
            else [*before[-1:], (first, last)]
        )
        settings.put(connection, "own", [*before[:-1], *joined])


def forget_own(connection: Connection) -> None:
    """Everything is wanted, one's own work too."""
    settings.put(connection, "own", [])


def own(connection: Connection) -> list[tuple[int, int]]:
    """Ranges of the journal's numbers beyond the cursor that are this computer's own work."""
    place = cursor(connection).seq
    return [(first, last) for first, last in settings.get(connection, "own", []) if last > place]


def note_checkpoint(connection: Connection, place: Cursor) -> None:
    """Remember a place of the journal that the server has shown."""
    connection.exec_driver_sql("INSERT OR REPLACE INTO checkpoint VALUES (?, ?)", (place.seq, place.hash))
    _thin(connection)


def checkpoints(connection: Connection) -> list[Cursor]:
    """The places that this computer remembers, newest first."""
    rows = connection.execute(text("SELECT seq, hash FROM checkpoint ORDER BY seq DESC"))
    return [Cursor(row.seq, row.hash) for row in rows]


def newest(connection: Connection) -> Cursor:
    """The newest place that the server has shown: the cursor, or what the answer to a push named beyond it."""
    row = connection.exec_driver_sql("SELECT seq, hash FROM checkpoint ORDER BY seq DESC LIMIT 1").first()
    return Cursor(row.seq, row.hash) if row else cursor(connection)


def cut(connection: Connection) -> Cut:
    return Cut(**settings.get(connection, "cut", {}))


def rewind(connection: Connection, common: int) -> set[str]:
    """Take up a history that shares only the first `common` numbers with the one this computer knows; give the
    types of what is offered again."""
    run = connection.exec_driver_sql
    run("DELETE FROM checkpoint WHERE seq > ?", (common,))
    run("DELETE FROM batch")
    # What the server has from before is answered "same"; the rest is decided anew, oldest first.
    run("UPDATE op SET state = 'pending', batch = NULL, seq = NULL WHERE state IN ('frozen', 'waiting', 'held') "
        "OR (state = 'acked' AND (seq IS NULL OR seq > ?))", (common,))  # fmt: skip
    run("UPDATE entry SET pending = 1 WHERE id IN (SELECT entry FROM op WHERE state = 'pending')")
    run("DELETE FROM shadow")
    run("INSERT INTO shadow SELECT DISTINCT entry, 0, NULL FROM op WHERE state = 'pending' AND entry != ''")
    # The photos of everything the server may have lost are asked for again, by their names.
    run("UPDATE file SET state = 'local' WHERE state = 'kept' AND sha IN (SELECT sha FROM file_use JOIN entry "
        "ON entry.id = file_use.entry WHERE entry.seq > ? OR entry.pending)", (common,))  # fmt: skip
    run("UPDATE entry SET seq = ? WHERE seq > ?", (common, common))
    until = run("SELECT coalesce(max(n), 0) FROM op").scalar()
    before = cut(connection)
    # Of ops that were cut before, numbers of the history in between mean nothing either: too low asks once too often.
    place = min(before.seq, common) if before.until else common
    settings.put(connection, "cut", asdict(Cut(int(until or 0), place)))
    pull_anew(connection, "restored")
    return {row[0] for row in run("SELECT DISTINCT type FROM op WHERE state = 'pending'")}


def pull_anew(connection: Connection, why: Why) -> None:
    """From the start, noting what comes, so that at the end it is known what did not."""
    settings.put(connection, "cursor", asdict(Cursor()))
    settings.put(connection, "news", 0)
    forget_own(connection)
    if why == "scope":
        attention.forget_others(connection)
    # While a restore is taken up nothing may be forgotten at the end, whatever else changes.
    restored = anew(connection) == Anew("restored")
    settings.put(connection, "anew", {"why": "restored" if restored else why})
    connection.exec_driver_sql("DELETE FROM arrived")


def anew(connection: Connection) -> Anew | None:
    kept = settings.get(connection, "anew")
    return Anew(**kept) if kept else None


def note_arrived(connection: Connection, entries: list[str]) -> None:
    if entries:
        connection.exec_driver_sql("INSERT OR IGNORE INTO arrived VALUES (?)", [(each,) for each in entries])


def missing(connection: Connection) -> list[str]:
    """Entries the server once had and that did not come while everything was pulled anew."""
    query = "SELECT id FROM entry WHERE seq > 0 AND id NOT IN (SELECT entry FROM arrived)"
    return [row[0] for row in connection.exec_driver_sql(query)]


def end_anew(connection: Connection) -> None:
    settings.put(connection, "anew", None)
    connection.exec_driver_sql("DELETE FROM arrived")


def _thin(connection: Connection) -> None:
    """Keep places that lie ever further apart the older they are: one per doubling of the distance, and the latest."""
    known = [row[0] for row in connection.exec_driver_sql("SELECT seq FROM checkpoint ORDER BY seq DESC")]
    if len(known) <= MOST_CHECKPOINTS:
        return
    oldest_of = {(known[0] - seq).bit_length(): seq for seq in known}  # the last one stays: the oldest
    kept = set(oldest_of.values())
    connection.exec_driver_sql(
        "DELETE FROM checkpoint WHERE seq = ?", [(seq,) for seq in known if seq not in kept]
    )
