"""Giving places in order of arrival, in the transaction that learnt of the asking.

What `domain.placing` decides from is kept in the table `ask`: a line for each entry that asks, with the time for which
it asks. A batch may touch askings and the entries asked at; whatever that changes for others (a place that became
free, a shift that moved) is decided in the same breath, so that no computer ever sees more places given than there are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from sqlalchemy import Connection, Row, delete, select

from gridapp.domain.entry import Author, Entry
from gridapp.domain.fields import Reference
from gridapp.domain.op import Op
from gridapp.domain.placing import Ask, Placing, allot
from gridapp.domain.record import RecordType, record_types
from gridapp.domain.workflow import SERVER, Move
from gridapp.server import bulk
from gridapp.server.tables import ask as table

_AT_ONCE = 500

Read = Callable[[Iterable[str]], Mapping[str, Entry]]
"""Gives the entries with these ids, as far as the server has them, as they are in this transaction."""


@dataclass(frozen=True)
class Given:
    """What the server does to an entry: a step, or only fields that follow from something else."""

    entry: Entry
    step: Move | None
    fields: Mapping[str, Any]

    def as_op(self, id_: str, now: str, cause: Author) -> Op:
        """The act for the journal. It stands in no computer's own chain, and names whose act it follows from."""
        step = self.step
        return Op(
            id=id_,
            n=0,
            entry=self.entry.id,
            type=self.entry.type,
            kind="move" if step else "set",
            at=now,
            author=cause.id,
            author_name=cause.name,
            fields=dict(self.fields),
            move=step.name if step else "",
            to=step.target if step else "",
        )


class Places:
    """The askings that one push touches."""

    def __init__(self, connection: Connection, county: str, read: Read) -> None:
        self._book = _Book(connection, county)
        self._read = read

    def give(self, touched: Iterable[Entry]) -> list[Given]:
        """Decide anew wherever something changed, and keep what was decided."""
        todo = dict.fromkeys(at for entry in touched for at in self._concerned(entry))
        self._book.load(todo)
        given: dict[str, Given] = {}
        while todo:
            del todo[at := next(iter(todo))]
            for each in self._decide(at, todo):
                given[each.entry.id] = _after(each, given.get(each.entry.id))
        self._book.write()
        return [each for each in given.values() if each.step or each.fields]

    def _concerned(self, entry: Entry) -> Iterator[str]:
        """At which entries something may change because of this one. Its own asking is noted."""
        if entry.type in _asked_at():
            yield entry.id
        if entry.record.placing is not None:
            yield entry.body[entry.record.placing.at]["id"]
            yield from self._book.note(entry, entry.record.placing)

    def _decide(self, at: str, todo: dict[str, None]) -> Iterator[Given]:
        target, asks = self._read([at]).get(at), self._book.at(at)
        if target is None or target.type not in _asked_at() or not asks:
            return  # it comes later, and then they are decided
        placing = _placing(_asked_at()[target.type])
        timed = [self._timed(each, target.body[placing.period]) for each in asks]
        states = self._states(placing, target, timed)
        entries = self._read([each.entry for each in asks])
        for before, ask in zip(asks, timed, strict=True):
            after = replace(ask, state=states.get(ask.entry, ask.state))
            self._book.put(after)
            todo.update(dict.fromkeys(self._stirred(placing, before, after)))
            entry = entries[ask.entry]
            fields = _followed(placing, entry, target) if after.state in placing.open else {}
            step = _step(entry.record, ask.state, after.state)
            if step or fields:
                yield Given(entry, step, fields)

    def _stirred(self, placing: Placing, before: Ask, after: Ask) -> list[str]:
        """Where else to decide anew, because this person is now busy, or free, at another time than before."""
        was, is_ = before.state in placing.holding, after.state in placing.holding
        moved = (before.starts, before.ends) != (after.starts, after.ends)
        if was == is_ and not (is_ and moved):
            return []
        return [*self._book.elsewhere(before), *self._book.elsewhere(after)]

    def _timed(self, ask: Ask, period: Mapping[str, str]) -> Ask:
        return replace(ask, starts=period["from"], ends=period["to"])

    def _states(self, placing: Placing, target: Entry, asks: list[Ask]) -> dict[str, str]:
        if target.deleted or target.state in placing.closed:
            return {each.entry: placing.called_off for each in asks if each.state in placing.open}
        people = {each.person for each in asks if each.person}
        elsewhere = {person: self._book.held_elsewhere(placing, person, target.id) for person in people}
        return allot(placing, target.body[placing.places], asks, elsewhere)


class _Book:
    """The lines of `ask` that matter here: read as they are asked for, written together."""

    def __init__(self, connection: Connection, county: str) -> None:
        self._connection = connection
        self._county = county
        self._asks: dict[str, Ask | None] = {}  # None: deleted
        self._at: dict[str, dict[str, Ask]] = defaultdict(dict)
        self._of: dict[str, dict[str, Ask]] = defaultdict(dict)
        self._known_at: set[str] = set()
        self._known_people: set[str] = {""}
        self._changed: set[str] = set()

    def note(self, entry: Entry, placing: Placing) -> list[str]:
        """Take up what an entry now says of its asking. Gives where else its person may now be free, or busy."""
        self._read(table.c.entry, [entry.id], set(self._asks))
        before = self._asks.get(entry.id)
        other = entry.body.get(placing.takes_over)
        now = Ask(
            entry=entry.id,
            at=entry.body[placing.at]["id"],
            person=entry.body[entry.record.subject]["id"],
            starts=before.starts if before else "",
            ends=before.ends if before else "",
            turn=before.turn if before else entry.seq,
            state=entry.state,
            takes_over=other["id"] if other else "",
        )
        self.put(now, deleted=entry.deleted)
        was = before is not None and before.state in placing.holding
        is_ = not entry.deleted and now.state in placing.holding
        return self.elsewhere(now) if was != is_ else []

    def put(self, ask: Ask, deleted: bool = False) -> None:
        if deleted or self._asks.get(ask.entry) != ask:
            self._changed.add(ask.entry)
            self._keep(ask, deleted)

    def load(self, ats: Iterable[str]) -> None:
        """Read everything that is asked at these entries, and whatever else these people ask for, at once."""
        wanted = list(ats)
        self._read(table.c.at, wanted, self._known_at)
        people = {person for at in wanted for ask in self._at[at].values() if (person := ask.person)}
        self._read(table.c.person, people, self._known_people)

    def at(self, entry: str) -> list[Ask]:
        """Everything that is asked at an entry."""
        self.load([entry])
        return list(self._at[entry].values())

    def held_elsewhere(self, placing: Placing, person: str, at: str) -> list[Ask]:
        """The places that a person has at other entries."""
        return [each for each in self._by(person) if each.at != at and each.state in placing.holding]

    def elsewhere(self, ask: Ask) -> list[str]:
        """The other entries at which the same person asks for the same time."""
        return [each.at for each in self._by(ask.person) if each.at != ask.at and each.overlaps(ask)]

    def write(self) -> None:
        now = {entry: self._asks[entry] for entry in self._changed}
        lines = [
            (self._county, each.entry, each.at, each.person, each.starts, each.ends, each.turn, each.state,
             each.takes_over)
            for each in now.values() if each is not None
        ]  # fmt: skip
        bulk.upsert(self._connection, table, lines)
        gone = [entry for entry, each in now.items() if each is None]
        if gone:
            mine = (table.c.county == self._county, table.c.entry.in_(gone))
            self._connection.execute(delete(table).where(*mine))

    def _by(self, person: str) -> list[Ask]:
        self._read(table.c.person, [person], self._known_people)
        return list(self._of[person].values()) if person else []

    def _read(self, column: Any, wanted: Iterable[str], known: set[str]) -> None:
        """Read the lines with these values, unless they are known; what this push changed already stays."""
        new = [each for each in wanted if each not in known]
        known.update(new)
        for start in range(0, len(new), _AT_ONCE):
            part = new[start : start + _AT_ONCE]
            query = select(table).where(table.c.county == self._county, column.in_(part))
            for row in self._connection.execute(query):
                if row.entry not in self._asks:
                    self._keep(_ask(row))

    def _keep(self, ask: Ask, deleted: bool = False) -> None:
        self._asks[ask.entry] = None if deleted else ask
        for index, key in ((self._at, ask.at), (self._of, ask.person)):
            index[key][ask.entry] = ask
            if deleted:
                del index[key][ask.entry]


@cache
def _asked_at() -> Mapping[str, RecordType]:
    """By the type at whose entries places are given: the type that asks for them."""
    found = {}
    for record in record_types().values():
        if record.placing is not None:
            at = record.field(record.placing.at)
            assert isinstance(at, Reference), "what is asked at is another entry"
            found[at.to] = record
    return found


def _placing(record: RecordType) -> Placing:
    assert record.placing is not None, "only types that ask are kept"
    return record.placing


def _ask(row: Row[Any]) -> Ask:
    return Ask(row.entry, row.at, row.person, row.starts, row.ends, row.turn, row.state, row.takes_over)


def _followed(placing: Placing, entry: Entry, target: Entry) -> dict[str, Any]:
    """What the asking says of the entry it asks at, where it is no longer true."""
    return {n: target.body.get(n) for n in placing.copies if target.body.get(n) != entry.body.get(n)}


def _step(record: RecordType, before: str, after: str) -> Move | None:
    """The server's own step between two states, when there is one to make."""
    if before == after:
        return None
    return next(
        each for each in record.workflow.moves_from(before) if each.target == after and SERVER in each.by
    )


def _after(given: Given, earlier: Given | None) -> Given:
    """Decided twice in one push: only where it ended counts."""
    if earlier is None:
        return given
    fields = {**earlier.fields, **given.fields}
    step = _step(given.entry.record, given.entry.state, given.step.target) if given.step else earlier.step
    return Given(given.entry, step, fields)
