"""What an act must keep to, wherever it is done: checked on the desk before it is written, and by the server again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from gridapp.domain.entry import Author, Entry
from gridapp.domain.errors import Invalid, NotYours, Problem
from gridapp.domain.fields.base import Json
from gridapp.domain.org import Org
from gridapp.domain.permissions import Person, may_write, require
from gridapp.domain.policy import people_said
from gridapp.domain.workflow import Move
from gridapp.domain.world import World
from gridapp.i18n import tr

_NOTED = {"closed_with", "steps", "reckoned", "pauses"}
"""Written by the step itself."""


def require_add(person: Person, entry: Entry, fields: Mapping[str, Json], org: Org) -> None:
    """Raise NotAllowed or NotYours unless the person may record `entry`, in its unit and state, with these fields."""
    require(person, "add", entry, org)
    speaker = fields.get(entry.record.speaks_for)
    if speaker is not None and speaker["id"] != person.id:
        require(person, "speak", entry, org)
    _require_writers(person, entry, fields, org)


def require_set(person: Person, entry: Entry, fields: Mapping[str, Json], org: Org) -> None:
    """Raise NotAllowed, NotYours or Invalid unless the person may give these fields of the entry these values."""
    require(person, "set", entry, org)
    _require_writers(person, entry, fields, org)
    _require_not_fixed(entry, fields)
    _require_pauses(person, entry, fields, org)


def require_move(person: Person, entry: Entry, name: str, fields: Mapping[str, Json], org: Org) -> Move:
    """The step `name`, when it is possible now and the person's to make. Whoever makes it fills in what it asks for;
    other fields need the right to change the entry, and theirs, except what a step notes by itself. Raises Refused,
    NotAllowed, NotYours or Invalid."""
    step = entry.record.workflow.move(name, entry.state)
    require(person, f"move:{name}", entry, org)
    own = {*step.asks, *step.notes, *_NOTED, *_by_rule(entry, fields)}
    more = {name: value for name, value in fields.items() if name not in own}
    if more:
        require(person, "set", entry, org)
        _require_writers(person, entry, more, org)
    _require_not_fixed(entry, fields)
    _require_own_steps(person, entry, fields.get("steps") or [])
    _require_pauses(person, entry, fields, org)
    return step


def takes_time(entry: Entry) -> bool:
    """Whether an entry is one of those that may not overlap. Somebody without an id is not known to be one person."""
    record = entry.record
    exclusive = record.exclusive
    if exclusive is None or entry.deleted or entry.state not in exclusive.states:
        return False
    return bool(entry.subject and entry.body.get(exclusive.period))


def require_free(entry: Entry, others: Iterable[Entry]) -> None:
    """Raise Invalid, naming the other, when an entry that takes time overlaps one of the same type and person."""
    exclusive = entry.record.exclusive
    if exclusive is None or not takes_time(entry):
        return
    for other in others:
        same = other.type == entry.type and other.subject == entry.subject and other.id != entry.id
        if same and takes_time(other) and exclusive.overlap(entry.body, other.body):
            words = tr("overlaps {number}: nobody is in two places at once", number=other.number)
            label = tr(entry.record.field(exclusive.period).label)
            raise Invalid([Problem(exclusive.period, label, words)])


def require_ruling(person: Person, type_name: str, unit: str, author: str, org: Org) -> None:
    """Raise NotAllowed unless the person supervises the unit that an act belongs to, and may release or return it."""
    held = Entry("", type_name, "", unit, Author(author, ""), "", "")
    require(person, "rule", held, org)


def require_whole(entry: Entry, body: Mapping[str, Json], world: World, step: Move | None = None) -> None:
    """Raise Invalid unless a body has everything its type requires, and the step needs."""
    needs = step.needs if step else ()
    missing = [
        Problem(need, tr(entry.record.field(need).label), tr("is needed for this step"))
        for need in needs
        if body.get(need) is None
    ]
    if missing:
        raise Invalid(missing)
    entry.record.check(body, world)


def _require_writers(person: Person, entry: Entry, fields: Mapping[str, Json], org: Org) -> None:
    """A value that stands there already is nobody's act."""
    declared = entry.record.fields()
    others = [
        declared[name]
        for name, value in fields.items()
        if name in declared and value != entry.body.get(name)
        if not may_write(person, declared[name], entry, org)
    ]
    wrong = [
        Problem(each.name, tr(each.label), tr("is filled in by: {people}", people=people_said(each.writers)))
        for each in others
    ]
    if wrong:
        raise NotYours(wrong)


def _require_own_steps(person: Person, entry: Entry, told: Iterable[Mapping[str, Json]]) -> None:
    """Nobody tells of steps for others, nor tells theirs anew."""
    known = {each["id"]: each for each in entry.body.get("steps") or []}
    for each in told:
        if each != known.get(each["id"]) and (each["id"] in known or each["by"]["id"] != person.id):
            label = tr(entry.record.every_field()["steps"].label)
            raise Invalid([Problem("steps", label, tr("tells of a step that was made by somebody else"))])


def _by_rule(entry: Entry, fields: Mapping[str, Json]) -> set[str]:
    """The deadline, where a step brings it with the rule that it follows from, or a pause ends with the step. A list of
    pauses that says nothing new ends none."""
    whole = (fields.get("reckoned") or {}).get("whole")
    ends = fields.get("pauses") not in (None, entry.body.get("pauses"))
    follows = ends or (whole and whole["due"] == fields.get(entry.record.due))
    return {entry.record.due} if follows else set()


def _require_pauses(person: Person, entry: Entry, fields: Mapping[str, Json], org: Org) -> None:
    """Who may let deadlines stand still says so; that they run again may come with any step."""
    told = {each["id"]: each for each in fields.get("pauses") or []}
    before = {each["id"]: each for each in entry.body.get("pauses") or []}
    ends = ("until", "until_by")
    rest = {name: {k: v for k, v in line.items() if k not in ends} for name, line in told.items()}
    known = {name: {k: v for k, v in line.items() if k not in ends} for name, line in before.items()}
    if "pauses" in fields and rest != known:
        require(person, "pause", entry, org)


def _require_not_fixed(entry: Entry, fields: Mapping[str, Json]) -> None:
    declared = entry.record.fields()
    wrong = [
        Problem(name, tr(declared[name].label), tr("is fixed once it was recorded"))
        for name, value in fields.items()
        if name in declared and declared[name].fixed and value != entry.body.get(name)
    ]
    if wrong:
        raise Invalid(wrong)
