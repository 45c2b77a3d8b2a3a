"""Verifying everything a server's database says of its past: both chains of every county from the first line on, the
signed daily marks, marks that were kept elsewhere, and the entries. Read in pages, each a transaction of its own, so
that a server goes on working meanwhile and no size of database needs more memory than another.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Table, select

from gridapp.server import entry_checks, journal, sights
from gridapp.server.chains import AuditWalk, JournalWalk, Place, Walk
from gridapp.server.daily import fingerprint
from gridapp.server.database import ServerDatabase
from gridapp.server.findings import Finding, Findings
from gridapp.server.given import given
from gridapp.server.tables import audit as audit_table
from gridapp.server.tables import audit_head, county, daily, entry
from gridapp.server.tables import journal as journal_table
from gridapp.sync.protocol import Checkpoint, DayMark, SignedMark
from gridapp.sync.receipts import mark_of

PAGE = 1000


@dataclass
class Verified:
    """What a verification looked at, and what it found. `uncovered` counts lines of the journal for whose device, time
    and skew no receipt was kept; `unsummed` that the sums could not be compared, because the server was working."""

    findings: Findings = field(default_factory=Findings)
    journal: int = 0
    audit: int = 0
    marks: int = 0
    entries: int = 0
    uncovered: int = 0
    unsummed: bool = False

    @property
    def whole(self) -> bool:
        return not self.findings.found


def verify(database: ServerDatabase, key: str, kept: Sequence[SignedMark] = ()) -> Verified:
    """Look at everything. `key` is what the server signs with (hex), `kept` are marks from elsewhere."""
    done = Verified()
    with database.transaction(sights.EVERYTHING) as connection:
        known = list(connection.execute(select(county.c.id).order_by(county.c.id)).scalars())
        strays = _strays(connection, known)
    done.findings.found += strays
    elsewhere = [_understood(key, each, done.findings) for each in kept]
    for each in known:
        verify_county(database, key, each, [mark for mark in elsewhere if mark and mark.county == each], done)
    return done


def verify_county(
    database: ServerDatabase, key: str, of: str, elsewhere: Sequence[DayMark], done: Verified
) -> None:
    """The same for one county, added to `done`."""
    marks = _marks(database, key, of, done)
    _compare_marks(of, marks, elsewhere, done.findings)
    receipts = given(database, key, of, done.findings)
    signed = [*marks, *elsewhere]
    log = AuditWalk(of, done.findings, _places([(mark.audit, _note(mark)) for mark in signed]))
    done.audit += _walk(database, audit_table, log)
    lines = entry_checks.LinesAgainstEntries(of, done.findings)
    known = [(mark.journal, _note(mark)) for mark in signed]
    known += [(Checkpoint(each.seq, each.hash), each.batch) for each in receipts]
    acts = JournalWalk(of, done.findings, _places(known), receipts, lines.note)
    done.journal += _walk(database, journal_table, acts, lines)
    done.uncovered += acts.uncovered
    count, summed = entry_checks.entries(database, of, done.findings)
    done.entries += count
    done.unsummed = done.unsummed or not summed


def _walk(
    database: ServerDatabase, table: Table, walk: Walk, beside: entry_checks.LinesAgainstEntries | None = None
) -> int:
    """From the first line to the head; how many lines there were."""
    after: Any = None
    while True:
        with database.transaction(sights.in_county(walk.county)) as connection:
            # Others may write between two looks: nothing lies beyond the later head, all of the earlier is there.
            before = _head(connection, table, walk.county)
            page = _page(connection, table, walk.county, after)
            head = _head(connection, table, walk.county)
            for row in page:
                walk.take(row, head.seq)
            if beside is not None:
                beside.compare(connection)
        if not page:
            walk.end(before)
            return walk.walked
        after = page[-1].seq


def _page(connection: Connection, table: Table, of: str, after: Any) -> list[Any]:
    """The next lines in the order of their numbers; all lines of a number are on one page."""
    beyond = (table.c.county == of,) if after is None else (table.c.county == of, table.c.seq > after)
    query = select(table).where(*beyond).order_by(table.c.seq)
    found = list(connection.execute(query.limit(PAGE)).all())
    if len(found) < PAGE or found[0].seq == found[-1].seq:
        return found
    return [row for row in found if row.seq != found[-1].seq]


def _head(connection: Connection, table: Table, of: str) -> Checkpoint:
    if table is journal_table:
        return journal.head(connection, of)
    row = connection.execute(
        select(audit_head.c.seq, audit_head.c.hash).where(audit_head.c.county == of)
    ).first()
    return Checkpoint(row.seq, row.hash) if row else Checkpoint()


def _marks(database: ServerDatabase, key: str, of: str, done: Verified) -> list[DayMark]:
    """The daily marks that are in the database and are what the server signed; what is wrong with others is named."""
    found: list[DayMark] = []
    last, before = 0, ""
    for row in _daily_rows(database, of):
        done.marks += 1
        if row.n > last + 1:
            done.findings.add(Finding(of, daily.name, "missing", last + 1, row.n - 1))
        mark = mark_of(key, SignedMark(row.data, row.signature))
        if mark is None or (mark.county, mark.n) != (of, row.n):
            what = "signature" if mark is None else "renumbered"
            done.findings.add(Finding(of, daily.name, what, row.n, row.n))
        else:
            if row.n == last + 1 and before and mark.before != before:
                done.findings.add(Finding(of, daily.name, "hash", row.n, row.n))
            found.append(mark)
        before = fingerprint(row.data) if mark else ""
        last = row.n
    return found


def _daily_rows(database: ServerDatabase, of: str) -> Iterator[Any]:
    after = 0
    while True:
        with database.transaction(sights.in_county(of)) as connection:
            beyond = (daily.c.county == of, daily.c.n > after)
            page = connection.execute(select(daily).where(*beyond).order_by(daily.c.n).limit(PAGE)).all()
        if not page:
            return
        yield from page
        after = page[-1].n


def _compare_marks(
    of: str, here: Sequence[DayMark], elsewhere: Sequence[DayMark], findings: Findings
) -> None:
    """What was kept elsewhere must be here as well, and say the same."""
    known = {mark.n: mark for mark in here}
    newest = max(known, default=0)
    for mark in elsewhere:
        if mark.n > newest:
            findings.add(Finding(of, daily.name, "cut", mark.n, mark.n, note=_note(mark)))
        elif mark.n in known and known[mark.n] != mark:
            findings.add(Finding(of, daily.name, "contradicts", mark.n, mark.n, note=_note(mark)))


def _understood(key: str, kept: SignedMark, findings: Findings) -> DayMark | None:
    mark = mark_of(key, kept)
    if mark is None:
        findings.add(Finding("", "file", "signature", name=kept.data[:60]))
    return mark


def _places(signed: Sequence[tuple[Checkpoint, str]]) -> dict[int, list[Place]]:
    """By number, what is known of a chain; each with the number of the place before it."""
    found: dict[int, list[Place]] = {}
    last = 0
    for place, note in sorted(signed, key=lambda each: each[0].seq):
        if place.seq:
            before = last if place.seq not in found else found[place.seq][0].since
            found.setdefault(place.seq, []).append(Place(place.hash, note, before))
            last = place.seq
    return found


def _note(mark: DayMark) -> str:
    return f"{mark.day} #{mark.n}"


def _strays(connection: Connection, known: Sequence[str]) -> list[Finding]:
    """Lines of counties that do not exist: each would be missing where it was."""
    found = []
    for table in (journal_table, audit_table, daily, entry):
        number = {daily.name: "n", entry.name: "id"}.get(table.name, "seq")
        query = select(table.c.county, table.c[number]).where(table.c.county.not_in(known)).limit(PAGE)
        for of, row in connection.execute(query):
            named = isinstance(row, int)
            found.append(
                Finding(str(of), table.name, "stray", row if named else 0, row if named else 0,
                        "" if named else str(row))
            )  # fmt: skip
    return found
