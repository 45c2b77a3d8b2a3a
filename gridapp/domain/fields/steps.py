"""Which steps an entry has made: its own course, told wherever it is seen."""

from __future__ import annotations

from typing import Any

from gridapp.domain.fields.base import Json
from gridapp.domain.fields.lines import Lines
from gridapp.domain.fields.references import Person
from gridapp.domain.fields.text import Text
from gridapp.domain.fields.time import DateTime
from gridapp.i18n import N_


class Steps(Lines):
    """Lines of {"step", "to", "at", "by"}: the name of a step, the state it led to, when it was made by the computer's
    clock, and by whom. Written by the step itself, never by hand."""

    kind = "steps"

    def __init__(self, label: str, **rest: Any) -> None:
        parts = {
            "step": Text(N_("Step"), required=True, limit=40),
            "to": Text(N_("State"), required=True, limit=40),
            "at": DateTime(N_("When"), required=True, ahead=True),
            "by": Person(N_("By"), required=True),
        }
        super().__init__(label, parts, **rest)

    def words(self, stored: Json) -> str:
        """An entry is not looked for by whoever once moved it."""
        return ""
