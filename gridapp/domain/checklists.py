"""What is looked at in an inspection: shipped lists of items, each with the kind of hazard it becomes when it fails."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources

from gridapp.i18n import language

OTHER = "99"
"""The kind of hazard of an item that is on no shipped list."""


@dataclass(frozen=True)
class Item:
    """One thing to look at. `code` is the id of its line; `hazard_kind` a code of that table."""

    code: str
    name: str
    english: str
    hazard_kind: str

    def label(self) -> str:
        return self.english if language() == "en" else self.name


@cache
def items(checklist: str) -> tuple[Item, ...]:
    """The items of a checklist, a code of the table of that name, in the order they are looked at."""
    file = resources.files("resources") / "checklists" / f"{checklist}.json"
    found = json.loads(file.read_text("utf-8"))["items"]
    return tuple(Item(each["code"], each["name"], each["en"], each["hazard_kind"]) for each in found)


def hazard_kind(checklist: str, code: str) -> str:
    """The kind of hazard that a failed item is; `OTHER` where a person added the item."""
    return next((each.hazard_kind for each in items(checklist) if each.code == code), OTHER)
