"""Who may do what to which entries: one table, as data.

The general rows hold for every type; what a type declares itself (who adds one, the people of a step, who fills in a
field, that everyone sees it) makes rows of its own. `permissions.may` looks a case up here, and the program shows the
same rows to people.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum
from functools import cache

from gridapp.domain.codes import table
from gridapp.domain.record import RecordType, record_type
from gridapp.domain.workflow import AUTHOR, LEADERS, SERVER, STAFF, SUBJECT, Workflow
from gridapp.i18n import N_, tr

EVERYONE = "everyone"
"""Stands in a row's `by` for every role."""

NEWER = ""
"""Stands among a row's states for one that only a newer program knows."""


class Where(StrEnum):
    """Which entries a row is about."""

    OWN_UNITS = N_("in one's own units")
    CONCERNED = N_("where one's unit is named")
    ANYWHERE = N_("in the whole county")


class When(Enum):
    """Which states of a type a general row is about."""

    ALWAYS = 0
    START = 1  # where an entry begins
    LATER = 2  # further along than that
    OPEN = 3  # not brought to its end
    FINAL = 4


@dataclass(frozen=True)
class General:
    """A row for every type. `declared` says that a type's own `adders` take the place of `by`."""

    act: str
    by: tuple[str, ...]
    when: When = When.ALWAYS
    where: Where = Where.OWN_UNITS
    declared: bool = False


POLICY: tuple[General, ...] = (
    General("view", (EVERYONE,)),
    General("view", (AUTHOR, SUBJECT), where=Where.ANYWHERE),
    General("add", (EVERYONE,), When.START, declared=True),
    General("add", (*LEADERS, "grid_worker"), When.LATER, declared=True),  # from older records
    General("speak", LEADERS),  # record something in another's stead
    General("set", (AUTHOR, *LEADERS, "department_officer"), When.OPEN, declared=True),
    General("set", STAFF, When.FINAL),
    General("pause", LEADERS, When.OPEN),
    General("delete", (AUTHOR, *STAFF), When.OPEN, declared=True),
    General("delete", STAFF, When.FINAL),
    General("export", (AUTHOR, SUBJECT), where=Where.ANYWHERE),
    General("export", LEADERS),
    General("rule", STAFF),  # release or return what the server held
)
"""What holds unless a type says otherwise."""

_PARTS: Mapping[str, str] = {
    AUTHOR: N_("whoever recorded it"),
    SUBJECT: N_("whoever it is about"),
    SERVER: N_("the server by itself"),
}

GENERAL_ACTS: Mapping[str, str] = {
    "view": N_("See"),
    "add": N_("Record"),
    "speak": N_("Record for somebody else"),
    "set": N_("Change"),
    "pause": N_("Let a deadline stand still"),
    "delete": N_("Delete"),
    "export": N_("Export"),
    "rule": N_("Decide about what was held"),
}
"""The acts that every type has, in the order they are shown, and how they are said."""


@dataclass(frozen=True)
class Rule:
    """A row of the table: people of the roles `by` may do `act` to an entry of the type `type` that is in one of
    `states`, `where` it is said. `act` is one of `GENERAL_ACTS`, "move:NAME" or "write:FIELD"; with `others` nobody
    does it to what is their own: what is about them or, where a type is about nobody, what they recorded."""

    type: str
    act: str
    states: tuple[str, ...]
    by: tuple[str, ...]
    where: Where
    others: bool = False


@cache
def rules_of(type_: str) -> tuple[Rule, ...]:
    """Every row about one type: general acts, steps, fields. Raises NotFound."""
    record = record_type(type_)
    return (*_general(record), *_steps(record), *_fields(record))


@cache
def case(type_: str, act: str, state: str) -> tuple[Rule, ...]:
    """The rows that decide about an act in a state: it is allowed by any of them, and forbidden where there is none."""
    known = state if state in record_type(type_).workflow.states else NEWER
    return tuple(rule for rule in rules_of(type_) if rule.act == act and known in rule.states)


def write_act(field: str) -> str:
    """The act of filling in this field otherwise than by a step that asks for it."""
    return f"write:{field}"


def move_act(step: str) -> str:
    """The act of making this step."""
    return f"move:{step}"


def act_said(record: RecordType, act: str) -> str:
    """An act in words: a general one, the step's label, or the field's."""
    kind, _, name = act.partition(":")
    if kind == "move":
        return tr(record.workflow.moves[name].label)
    if kind == "write":
        return tr("Fill in “{field}”", field=tr(record.field(name).label))
    return tr(GENERAL_ACTS[act])


def people_said(by: Iterable[str]) -> str:
    """Roles in words, in the order of their table, after those whose part in the entry counts."""
    named = set(by)
    if EVERYONE in named:
        return tr("everyone")
    parts = [tr(words) for part, words in _PARTS.items() if part in named]
    roles = [line.label() for line in table("member_role").codes.values() if line.code in named]
    return tr(", ").join([*parts, *roles])


def states_said(record: RecordType, states: tuple[str, ...]) -> str:
    """The states of a row in words, by those that are left out where these are fewer."""
    flow = record.workflow.states
    out = [each for each in flow if each not in states]
    if not out:
        return tr("in every state")
    named = out if len(out) < len(flow) - len(out) else [each for each in flow if each in states]
    words = tr(", ").join(tr(flow[each].label) for each in named)
    return tr("in every state but: {states}", states=words) if named == out else words


def _general(record: RecordType) -> Iterator[Rule]:
    for row in POLICY:
        if (row.act == "speak" and not record.speaks_for) or (row.act == "pause" and not record.due):
            continue
        if row.when is When.LATER and row.act == "add" and record.stepwise:
            continue
        shared = row.act == "view" and record.shared
        where = Where.ANYWHERE if shared else row.where
        states, people = _states(record.workflow, row.when), _people(record, row)
        yield Rule(record.type, row.act, states, people, where)
        if row.act == "view" and where is Where.OWN_UNITS and record.concerned:
            yield Rule(record.type, row.act, states, people, Where.CONCERNED)


def _people(record: RecordType, row: General) -> tuple[str, ...]:
    if not (row.declared and record.adders):
        return row.by
    return (AUTHOR, *record.adders) if AUTHOR in row.by else record.adders


def _states(workflow: Workflow, when: When) -> tuple[str, ...]:
    everything = (*workflow.states, NEWER)
    match when:
        case When.ALWAYS:
            return everything
        case When.START:
            return (workflow.start,)
        case When.LATER:
            return tuple(each for each in everything if each != workflow.start)
        case When.OPEN:
            return tuple(each for each in everything if not workflow.state(each).final)
        case When.FINAL:
            return tuple(each for each in everything if workflow.state(each).final)


def _steps(record: RecordType) -> Iterator[Rule]:
    for move in record.workflow.moves.values():
        act = move_act(move.name)
        if SUBJECT in move.by:  # about oneself also where somebody of another unit recorded it
            yield Rule(record.type, act, move.source, (SUBJECT,), Where.ANYWHERE)
        if roles := tuple(each for each in move.by if each != SUBJECT):
            yield Rule(record.type, act, move.source, roles, Where.OWN_UNITS, move.others)
            if move.concerned:
                yield Rule(record.type, act, move.source, roles, Where.CONCERNED, move.others)


def _fields(record: RecordType) -> Iterator[Rule]:
    everything = (*record.workflow.states, NEWER)
    for name, field in record.fields().items():
        if field.writers:
            yield Rule(record.type, write_act(name), everything, field.writers, Where.OWN_UNITS)
