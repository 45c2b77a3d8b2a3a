"""What a form asks of the store: the entry to change, and saving. Runs on the store's thread."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from gridapp.actions import attention, disclosures, drafts, entries
from gridapp.actions.desk import Desk
from gridapp.actions.drafts import Draft
from gridapp.domain.entry import Entry
from gridapp.domain.errors import NotFound
from gridapp.i18n import tr
from ui.targets import Edit, New


@dataclass(frozen=True)
class Filled:
    """What a form for changing shows: the entry's values, what was said against them, and a kept draft."""

    number: str
    title: str
    values: dict[str, Any]
    problems: dict[str, str] = field(default_factory=dict)
    draft: Draft | None = None
    entry: Entry | None = None  # as it was when the form was opened: what the person types is typed upon this


def filled(desk: Desk, target: Edit) -> Filled:
    """The entry as it stands; when it answers a held act, with what the person had typed then."""
    draft = drafts.read(desk, f"{target.type}:{target.entry}")
    if not target.item:
        entry = entries.get(desk, target.entry)
        disclosures.reveal(desk, entry)  # a form shows every field in full
        return Filled(
            entry.number, entry.record.title(entry.body, desk.world), entry.body, draft=draft, entry=entry
        )
    matter = next((each for each in attention.matters(desk) if each.item.id == target.item), None)
    if matter is None or matter.entry is None:
        raise NotFound(tr("This was decided already."))
    values = {**matter.entry.body, **matter.op.fields}
    title = matter.entry.record.title(values, desk.world)
    detail = matter.item.detail
    said = {
        **detail.get("fields", {}),
        **detail.get("returned", {}).get("words", {}),
    }  # the supervisor's word is newer
    problems = {name: str(words) for name, words in said.items() if name}
    return Filled(matter.entry.number, title, values, problems, draft)


Save = Callable[[Desk, New | Edit, Mapping[str, Any], str, Entry | None], Entry]
"""How a form's values are saved: `save`, unless a type's form has a way of its own."""


def save(desk: Desk, target: New | Edit, values: Mapping[str, Any], draft: str, saw: Entry | None) -> Entry:
    """Record it, change it or send it again; its draft is dropped when that is done."""
    if isinstance(target, New):
        saved = entries.add(desk, target.type, values)
    elif target.item:
        saved = attention.send_again(desk, target.item, values)
    else:
        saved = entries.edit(desk, target.entry, values, saw)
    drafts.drop(desk, draft)
    return saved
