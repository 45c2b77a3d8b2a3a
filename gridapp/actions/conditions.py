"""Conditions as people write them, state!=closed or found_at>=2026-11-01, as the store's queries take them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC
from typing import Any, cast

from gridapp.actions.desk import Desk
from gridapp.domain.errors import BadValue, Invalid, Problem, Refused
from gridapp.domain.fields.references import find_unit
from gridapp.domain.fields.time import parse_moment
from gridapp.domain.record import RecordType
from gridapp.i18n import N_, tr
from gridapp.store.lists import COLUMNS, Comparison, Where

_CONDITION = re.compile(r"(\w+)\s*(!=|<=|>=|=|<|>|~)\s*(.*)", re.DOTALL)
_ANSWERS = {
    "1": True,
    "true": True,
    "yes": True,
    "是": True,
    "0": False,
    "false": False,
    "no": False,
    "否": False,
}
_EQUAL: tuple[Comparison, ...] = ("=", "!=")
_ORDER: tuple[Comparison, ...] = (*_EQUAL, "<", "<=", ">", ">=")
_LABELS = {
    "state": N_("State"),
    "author": N_("Author"),
    "unit": N_("Unit"),
    "holder": N_("Who has it"),
    "open": N_("Open"),
    "number": N_("Number"),
    "happened": N_("When"),
    "due": N_("Due"),
    "pending": N_("Not sent yet"),
}


def condition(desk: Desk, record: RecordType, text: str) -> Where:
    """`text` as a condition on a column of every entry or on a field. Raises Refused, naming what is wrong."""
    found = _CONDITION.fullmatch(text.strip())
    if found is None:
        raise Refused(tr("Bad usage"), tr("“{text}” is not a condition such as state=found.", text=text[:60]))
    name, value = found[1], found[3]
    comparison = cast(Comparison, found[2])
    beside = name in COLUMNS and name not in record.fields()
    label = _LABELS[name] if beside else record.field(name).label
    try:
        if not value:
            raise BadValue(tr("needs a value to compare with"))
        if beside:
            return Where(name, comparison, _column_value(desk, record, name, comparison, value))
        return Where(name, comparison, _field_value(desk, record, name, comparison, value))
    except BadValue as bad:
        raise Invalid([Problem(name, tr(label), bad.message)]) from None


def _field_value(desk: Desk, record: RecordType, name: str, comparison: Comparison, value: str) -> Any:
    return value if comparison == "~" else record.field(name).operand(value, desk.world)


def _column_value(desk: Desk, record: RecordType, name: str, comparison: Comparison, value: str) -> Any:
    read, possible = _COLUMN[name]
    if comparison not in possible:
        raise BadValue(tr("can only be compared with {comparisons}", comparisons=" ".join(possible)))
    return read(desk, record, value)


def _state(desk: Desk, record: RecordType, value: str) -> str:
    states = record.workflow.states
    named = [each.name for each in states.values() if value in (each.name, each.label, tr(each.label))]
    if not named:
        raise BadValue(
            tr(
                "has no such choice as “{text}”; possible are {choices}",
                text=value[:40],
                choices=", ".join(states),
            )
        )
    return named[0]


def _author(desk: Desk, record: RecordType, value: str) -> str:
    known = desk.person_named(value)
    return known["id"] if known else value


def _units(desk: Desk, record: RecordType, value: str) -> list[str]:
    """The unit and everything below it."""
    return desk.org.below([find_unit(value, desk.world)])


def _answer(desk: Desk, record: RecordType, value: str) -> bool:
    answer = _ANSWERS.get(value.casefold())
    if answer is None:
        raise BadValue(tr("must be yes or no, not “{text}”", text=value[:40]))
    return answer


def _moment(desk: Desk, record: RecordType, value: str) -> str:
    """As the column holds it: UTC text."""
    return parse_moment(value, desk.world).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _text(desk: Desk, record: RecordType, value: str) -> str:
    return value


_COLUMN: dict[str, tuple[Callable[[Desk, RecordType, str], Any], tuple[Comparison, ...]]] = {
    "state": (_state, _EQUAL),
    "author": (_author, _EQUAL),
    "unit": (_units, _EQUAL),
    "holder": (_units, _EQUAL),
    "open": (_answer, _EQUAL),
    "pending": (_answer, _EQUAL),
    "number": (_text, (*_ORDER, "~")),
    "happened": (_moment, _ORDER),
    "due": (_moment, _ORDER),
}
