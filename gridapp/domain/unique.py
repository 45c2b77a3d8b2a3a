"""Numbers that only one entry of a type may have: a second one with the same is a slip, or the same person twice."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from gridapp.domain.errors import Problem
from gridapp.domain.record import RecordType
from gridapp.i18n import tr

Holder = Callable[[str, Any], str]
"""Gives, for a field and its value, the number of another entry that has it; "" when none does."""


def numbers(record: RecordType, body: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """The fields and values of a body that nobody else may have."""
    return [(name, body[name]) for name in record.unique if body.get(name) is not None]


def taken(record: RecordType, body: Mapping[str, Any], holder: Holder) -> list[Problem]:
    """What somebody else has already, each with their entry's number."""
    return [
        Problem(name, tr(record.field(name).label), tr("belongs to {number} already", number=other))
        for name, value in numbers(record, body)
        if (other := holder(name, value))
    ]
