"""Are the server's entries what its journal says? Without playing it all again:

* every line of the journal has its entry, and the entry's number is that of the newest line about it;
* what an add gave once (type, number, author, time) is still so; state, unit and deletion are those of the line that is
  noted as their last change; every field has the value of the line that is noted beside it;
* every entry fits its checksum, and the entries of a unit add up to the unit's.

Not seen: a field whose value two sides made together (it is in no line), a note that was turned to an older line of
the same entry, and tables that hold no entries.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, select

from gridapp.domain.checksum import add, as_text, checksum, group
from gridapp.domain.op import RULINGS, Op, understood
from gridapp.domain.org import Org, shipped_units
from gridapp.domain.world import World, system_clock
from gridapp.server import journal, rows, sights, verdicts
from gridapp.server.batches import Incoming
from gridapp.server.database import ServerDatabase
from gridapp.server.findings import Finding, Findings
from gridapp.server.tables import checksum as checksum_table
from gridapp.server.tables import entry
from gridapp.server.tables import journal as journal_table
from gridapp.server.verdicts import WHOLE, Known

PAGE = 500
_SPOILT = (msgspec.MsgspecError, ValueError, TypeError, KeyError, AttributeError)


class LinesAgainstEntries:
    """Lines of one page of the journal, compared with the entries they are about."""

    def __init__(self, county: str, findings: Findings) -> None:
        self._county = county
        self._findings = findings
        self._lines: list[tuple[Any, str]] = []

    def note(self, row: Any, kind: str) -> None:
        """A line whose data is what was accepted, with an op of this kind."""
        if kind not in RULINGS:
            self._lines.append((row, kind))

    def compare(self, connection: Connection) -> None:
        """Everything noted since the last time. Reads the entries anew: a line is never newer than its entry."""
        lines, self._lines = self._lines, []
        numbers = _numbers(connection, self._county, [row.entry for row, _ in lines])
        added, _ = _read(connection, self._county, [row.entry for row, kind in lines if kind == "add"])
        missing: dict[str, None] = {}
        older: dict[str, None] = {}
        for row, kind in lines:
            if row.entry not in numbers:
                missing[row.entry] = None
            elif not _is_least(row.seq, numbers[row.entry]):
                older[row.entry] = None
            elif kind == "add" and row.entry in added:  # one that cannot be read is named with the entries
                self._as_added(row.seq, understood(row.data), added[row.entry])
        self._name("no entry", missing)
        self._name("newest", older)

    def _as_added(self, seq: int, op: Op, found: Known) -> None:
        each = found.entry
        if any(number < seq for number, _ in found.stamps.values()):
            return  # it was there before: this add only set fields
        header = (each.type, each.number, each.author.id, each.recorded_at)
        if header != (op.type, op.number, op.author, op.recorded_at):
            self._findings.add(Finding(self._county, entry.name, "header", name=each.id, note=str(seq)))
        if WHOLE not in found.stamps and (each.state, each.unit, each.deleted) != (op.to, op.unit, False):
            self._findings.add(Finding(self._county, entry.name, "standing", name=each.id, note=str(seq)))

    def _name(self, what: str, names: Iterable[str]) -> None:
        for name in names:
            self._findings.add(Finding(self._county, entry.name, what, name=name))


def entries(database: ServerDatabase, of: str, findings: Findings) -> tuple[int, bool]:
    """Every entry by itself and against the lines that are noted in it, and the sums of units. Gives how many entries
    there are, and whether the sums could be compared: not while the journal moves on."""
    with database.transaction(sights.in_county(of)) as connection:
        before = journal.head(connection, of)
        world = World(_org(connection, of), system_clock)
    mine: dict[str, int] = {}
    count, after = 0, ""
    while True:
        with database.transaction(sights.in_county(of)) as connection:
            page = select(entry.c.id).where(entry.c.county == of, entry.c.id > after).order_by(entry.c.id)
            ids = list(connection.execute(page.limit(PAGE)).scalars())
            if not ids:
                query = select(checksum_table.c.unit, checksum_table.c.sum)
                kept = connection.execute(query.where(checksum_table.c.county == of))
                sums = {row.unit: row.sum for row in kept}
                moved = journal.head(connection, of) != before
                break
            known, spoilt = _read(connection, of, ids)
            lines = _lines(connection, of, known)
        for each in known.values():
            unit = group(each.entry)
            mine[unit] = add(mine.get(unit, 0), each.checksum)
            for what, note in dict.fromkeys(_wrong(each, lines, world)):
                findings.add(Finding(of, entry.name, what, name=each.entry.id, note=note))
        for name in spoilt:
            findings.add(Finding(of, entry.name, "unreadable", name=name))
        count, after = count + len(ids), ids[-1]
    if not moved:
        _compare_sums(of, mine, sums, findings)
    return count, not moved


def _compare_sums(of: str, mine: Mapping[str, int], kept: Mapping[str, str], findings: Findings) -> None:
    zero = as_text(0)
    for unit in sorted({*mine, *kept}):
        if as_text(mine.get(unit, 0)) != kept.get(unit, zero):
            findings.add(Finding(of, checksum_table.name, "sum", name=unit))


def _numbers(connection: Connection, of: str, ids: Sequence[str]) -> dict[str, Any]:
    """The journal number of each of these entries that is there."""
    wanted = list(dict.fromkeys(ids))
    found: dict[str, Any] = {}
    for start in range(0, len(wanted), PAGE):
        here = (entry.c.county == of, entry.c.id.in_(wanted[start : start + PAGE]))
        found |= {row.id: row.seq for row in connection.execute(select(entry.c.id, entry.c.seq).where(*here))}
    return found


def _is_least(seq: int, number: Any) -> bool:
    """Whether an entry's number is not older than a line about it."""
    return isinstance(number, int) and number >= seq


def _read(connection: Connection, of: str, ids: Sequence[str]) -> tuple[dict[str, Known], list[str]]:
    """The entries with these ids, and the ids of those whose row no program of ours wrote."""
    try:
        return rows.read(connection, of, ids), []
    except _SPOILT:
        known: dict[str, Known] = {}
        spoilt = []
        for each in dict.fromkeys(ids):
            try:
                known |= rows.read(connection, of, [each])
            except _SPOILT:
                spoilt.append(each)
        return known, spoilt


def _org(connection: Connection, of: str) -> Org:
    """The county's tree; the shipped one where a row of a unit was spoilt."""
    try:
        return rows.org(connection, of)
    except _SPOILT:
        return Org(shipped_units())


def _lines(connection: Connection, of: str, known: Mapping[str, Known]) -> dict[int, Any]:
    """The lines that are noted in these entries, by number."""
    numbers = {seq for each in known.values() for seq, _ in each.stamps.values()}
    numbers |= {each.entry.seq for each in known.values()}
    ordered = sorted(numbers)
    found: dict[int, Any] = {}
    for start in range(0, len(ordered), PAGE):
        here = (journal_table.c.county == of, journal_table.c.seq.in_(ordered[start : start + PAGE]))
        query = select(
            journal_table.c.seq, journal_table.c.entry, journal_table.c.data, journal_table.c.digest
        )
        for row in connection.execute(query.where(*here)):
            if isinstance(row.data, str):  # anything else is named with the journal
                found[row.seq] = (row, understood(row.data))
    return found


def _wrong(known: Known, lines: Mapping[int, Any], world: World) -> Iterable[tuple[str, str]]:
    """What is wrong with an entry, and which line says so."""
    each = known.entry
    if checksum(each) != known.checksum:
        yield "checksum", ""
    newest = lines.get(each.seq)
    if newest is None or newest[0].entry != each.id:
        yield "newest", ""
    cleaned: dict[int, Mapping[str, Any] | None] = {}
    for name, (seq, device) in known.stamps.items():
        line = lines.get(seq)
        if line is None or line[0].entry != each.id:
            yield "value", str(seq)
        elif name == WHOLE:
            if not _stands(known, line[1]):
                yield "standing", str(seq)
        elif device and each.body.get(name) != line[1].fields.get(name):
            if seq not in cleaned:
                cleaned[seq] = _cleaned(line[0], line[1], world)
            meant = cleaned[seq]
            if meant is not None and meant.get(name) != each.body.get(name):
                yield "value", str(seq)
    if each.body.keys() - known.stamps.keys():
        yield "value", str(each.seq)


def _stands(known: Known, op: Op) -> bool:
    each = known.entry
    as_moved = op.kind != "move" or each.state == op.to
    as_placed = op.kind == "delete" or not op.unit or each.unit == op.unit
    return as_moved and as_placed and each.deleted == (op.kind == "delete")


def _cleaned(row: Any, op: Op, world: World) -> Mapping[str, Any] | None:
    """The op's values in the form that was accepted; None when today's program would not accept them."""
    (seen,) = verdicts.examine_all([Incoming(row.data, row.digest, op)], world)
    return None if seen.wrong is not None else msgspec.to_builtins(seen.fields)
