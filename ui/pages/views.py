"""The views of a list (all, mine, in our hands, due soon, overdue) and its filters, as queries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from gridapp.domain.fields import Choice
from gridapp.domain.permissions import Person
from gridapp.domain.record import RecordType
from gridapp.domain.world import World
from gridapp.i18n import tr
from gridapp.store.lists import COUNT_LIMIT, HOLDER, Query, Where

SOON = timedelta(days=2)


@dataclass(frozen=True)
class View:
    """What a person asked the list for: the segment, words to search, and filters by name (None: none)."""

    segment: str = "all"
    words: str = ""
    filters: Mapping[str, object] = field(default_factory=dict)


def segments(record: RecordType) -> list[tuple[str, str]]:
    """(key, words) of the views a list of this type has."""
    timed = [("soon", tr("Due soon")), ("late", tr("Overdue"))] if record.due else []
    passed_on = [("held", tr("In our hands"))] if record.workflow.changes_hands() else []
    return [("all", tr("All")), ("mine", tr("Mine")), *passed_on, *timed]


def filters(record: RecordType) -> list[tuple[str, str, list[tuple[object, str]]]]:
    """(name, words, options) of what a list of this type can be narrowed by: its state, then declared choices."""
    states: list[tuple[object, str]] = [
        (each.name, tr(each.label)) for each in record.workflow.states.values()
    ]
    made = [("state", tr("State"), states)]
    for name in record.filters:
        declared = record.field(name)
        if isinstance(declared, Choice):
            made.append(
                (name, tr(declared.label), [(each.code, each.label()) for each in declared.table.leaves()])
            )
    return [(name, label, [(None, tr("Any")), *options]) for name, label, options in made]


def query(record: RecordType, view: View, person: Person, world: World) -> Query:
    """The first page of what this view shows."""
    chosen = tuple(Where(name, "=", value) for name, value in view.filters.items() if value is not None)
    in_time = view.segment in ("soon", "late")
    return Query(
        record,
        (*_segment(view.segment, person, world), *chosen),
        view.words,
        order="due" if in_time and not view.words else "newest",
    )


def _segment(key: str, person: Person, world: World) -> tuple[Where, ...]:
    now = world.now()
    match key:
        case "mine":
            return (Where("author", "=", person.id),)
        case "held":
            return Where("open", "=", True), Where(HOLDER, "=", world.org.below(person.units))
        case "soon":
            return (
                Where("open", "=", True),
                Where("due", ">=", _utc(now)),
                Where("due", "<=", _utc(now + SOON)),
            )
        case "late":
            return Where("open", "=", True), Where("due", "<", _utc(now))
    return ()


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def counted(count: int) -> str:
    """A count as lists say it: nobody counts further than the limit."""
    return f"{COUNT_LIMIT}+" if count > COUNT_LIMIT else str(count)
