"""What became of deadlines: of a type's entries, by what they are about. Counts of work, never of persons."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import takewhile
from statistics import median

from gridapp.actions.desk import Desk
from gridapp.domain.entry import Entry
from gridapp.domain.errors import Refused
from gridapp.domain.record import RecordType, record_type
from gridapp.domain.stages import stages
from gridapp.domain.workflow import State
from gridapp.i18n import tr
from gridapp.store import lists
from gridapp.store.lists import Query, Where

_PAGE = 2000


@dataclass(frozen=True)
class Figures:
    """Of the entries with a deadline about one thing (`code` and its `label`; "" for all together): how many ended in
    time, ended late, are open still, and are open beyond their deadline. `hours` is the median time to the end, None
    where none has ended."""

    code: str
    label: str
    in_time: int = 0
    late: int = 0
    open: int = 0
    overdue: int = 0
    hours: float | None = None

    @property
    def total(self) -> int:
        return self.in_time + self.late + self.open + self.overdue


def timeliness(desk: Desk, type_name: str, where: tuple[Where, ...] = ()) -> list[Figures]:
    """All together first, then by category in the order of its table. Raises Refused for a type without deadlines."""
    record = record_type(type_name)
    if not record.due:
        raise Refused(tr("No deadlines"), tr("{type} has no deadline.", type=tr(record.singular)))
    groups: dict[str, list[Entry]] = {}
    for entry in _all(desk, record, where):
        if entry.body.get(record.due):
            about = entry.body.get(record.category) if record.category else None
            groups.setdefault(about["code"] if about else "", []).append(entry)
    now = desk.world.now()
    labels = _labels(record)
    known = sorted(groups, key=lambda code: list(labels).index(code) if code in labels else len(labels))
    whole = _figures("", "", [each for group in groups.values() for each in group], now)
    return [whole, *(_figures(code, labels.get(code, code), groups[code], now) for code in known)]


@dataclass(frozen=True)
class InStage:
    """Of all stays in one stage that are over: how many, and the median hours they took; and how many are there now."""

    stage: str
    label: str
    times: int
    hours: float | None
    now: int


def by_stage(desk: Desk, type_name: str, where: tuple[Where, ...] = ()) -> list[InStage]:
    """How long each stage of a type takes, in the order of its workflow; stages that end it are not waited in."""
    record = record_type(type_name)
    over: dict[str, list[float]] = {}
    here: Counter[str] = Counter()
    for entry in _all(desk, record, where):
        for stay in stages(entry):
            if stay.until is None:
                here[stay.state] += 1
            else:
                over.setdefault(stay.state, []).append(stay.spent(stay.until).total_seconds() / 3600)
    waited = [each for each in record.workflow.states.values() if not each.final]
    return [
        InStage(
            each.name,
            tr(each.label),
            len(over.get(each.name, [])),
            round(median(over[each.name]), 1) if each.name in over else None,
            here[each.name],
        )
        for each in waited
    ]


def ended(entry: Entry) -> datetime | None:
    """When what an entry was due for was done: as its steps tell, else as its own field does; None while it is not."""
    workflow = entry.record.workflow
    if not _is_done(workflow.state(entry.state)):
        return None
    said = entry.body.get(entry.record.ended) if entry.record.ended else None
    if said and not entry.body.get("steps"):
        return datetime.fromisoformat(said)
    done = takewhile(lambda stay: _is_done(workflow.state(stay.state)), reversed(stages(entry)))
    return min(stay.since for stay in done)


def _is_done(state: State) -> bool:
    return state.met or state.final


def _all(desk: Desk, record: RecordType, where: tuple[Where, ...]) -> Iterator[Entry]:
    query = Query(record, where, limit=_PAGE)
    while True:
        with desk.reading() as connection:
            page = lists.page(connection, query)
        yield from page
        if len(page) < _PAGE:
            return
        query = replace(query, after=page[-1])


def _figures(code: str, label: str, entries: Iterable[Entry], now: datetime) -> Figures:
    counts = {"in_time": 0, "late": 0, "open": 0, "overdue": 0}
    hours = []
    for entry in entries:
        due = datetime.fromisoformat(entry.body[entry.record.due])
        end = ended(entry)
        if end is None:
            counts["overdue" if due < now else "open"] += 1
        else:
            counts["late" if end > due else "in_time"] += 1
            hours.append((end - entry.began).total_seconds() / 3600)
    return Figures(code, label, **counts, hours=round(median(hours), 1) if hours else None)


def _labels(record: RecordType) -> dict[str, str]:
    from_table = getattr(record.field(record.category), "table", None) if record.category else None
    return {code: line.label() for code, line in from_table.codes.items()} if from_table else {}
