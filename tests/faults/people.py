"""What people do at their computers, remembered with what they saw while they did it. `who` is the number of a
computer, `which` picks an entry of those it shows.
"""

from __future__ import annotations

import random
from collections import defaultdict
from itertools import count
from typing import Any

from gridapp.actions import attention, entries, photos
from gridapp.actions.attention import Matter
from gridapp.actions.desk import Desk
from gridapp.domain.entry import Entry
from gridapp.domain.errors import Refused
from gridapp.domain.photo import Photo
from gridapp.domain.record import record_type
from gridapp.store.lists import Query
from gridapp.sync.round import Report
from tests.faults.remains import TEXTS, Typings
from tests.office import make

TYPE = "hazard"
LINES = "rectifications"
NO_LINES: dict[str, Any] = {LINES: None, "rechecks": None, "closed_at": None, "close_reason": None}


class People:
    """The acts; what the program refuses is not done, and nobody wonders."""

    def __init__(self, desks: list[Desk], dice: random.Random) -> None:
        self.desks, self.dice = desks, dice
        self.typed: dict[tuple[str, str], Typings] = defaultdict(list)
        self.lines: dict[str, set[str]] = defaultdict(set)
        self.deletions: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self.photos: dict[str, bytes] = {}
        self.forms: dict[int, Entry] = {}
        self._words = count(1)
        for entry in entries.find(desks[0], Query(record_type(TYPE))):
            self._typed_at_first(-1, entry)

    def sync(self, who: int, well: bool) -> Report | None:
        """One round of this computer, on a good line or a bad one."""
        raise NotImplementedError

    def record(self, who: int) -> None:
        text = self._text()
        made = make(self.desks[who], TYPE, self.dice, description=text, **NO_LINES)
        self._typed_at_first(who, made)

    def edit(self, who: int, which: int, name: str) -> None:
        if entry := self._pick(who, which):
            self._type(who, entry, name, self._text(), None)

    def race(self, who: int, other: int, which: int, name: str) -> None:
        """Two people change the same field of the same entry before either hears of the other."""
        for each in (who, other):
            self.edit(each, which, name)
        for each in (other, who):
            self.sync(each, well=True)

    def open_form(self, who: int, which: int) -> None:
        if entry := self._pick(who, which):
            self.forms[who] = entry

    def save_form(self, who: int, name: str) -> None:
        """What came in while the form was open was not before its author's eyes."""
        if form := self.forms.pop(who, None):
            self._type(who, form, name, self._text(), form)

    def add_line(self, who: int, which: int, on_move: bool) -> None:
        entry, text = self._pick(who, which), self._text()
        if entry is None:
            return
        values = {LINES: [*entry.body.get(LINES, []), {"id": text, "measure": text}]}
        steps = [each for each in self._steps(entry) if LINES in each.asks] if on_move else []
        if on_move and not steps:
            return
        if (
            self._done(lambda desk: entries.move(desk, entry.id, steps[0].name, values), who)
            if steps
            else (self._done(lambda desk: entries.edit(desk, entry.id, values), who))
        ):
            self.lines[entry.id].add(text)

    def move(self, who: int, which: int) -> None:
        entry = self._pick(who, which)
        steps = [each for each in self._steps(entry) if not each.needs] if entry else []
        if entry and steps:
            step = self.dice.choice(steps)
            self._done(lambda desk: entries.move(desk, entry.id, step.name), who)

    def delete(self, who: int, which: int) -> None:
        entry = self._pick(who, which)
        if entry and self._done(lambda desk: entries.delete(desk, entry.id), who):
            self.deletions[entry.id].append({name: entry.body.get(name) for name in TEXTS})

    def attach(self, who: int, which: int) -> None:
        entry = self._pick(who, which)
        if entry is None or len(entry.body.get("photos", [])) > 8:
            return
        data = self.dice.randbytes(300)
        value = photos.keep(self.desks[who], Photo(data, 10, 10))
        whole = [*entry.body.get("photos", []), value]
        if self._done(lambda desk: entries.edit(desk, entry.id, {"photos": whole}), who):
            self.photos[value["sha"]] = data
            self.lines[entry.id].add(value["sha"])

    def decide(self, who: int, which: int, how: str) -> None:
        """Something of the attention box: sent again, left, or given a new text."""
        open_matters = attention.matters(self.desks[who])
        if not open_matters:
            return
        matter = open_matters[which % len(open_matters)]
        if how == "send again" and matter.item.kind == "held" and matter.item.side == "mine":
            self._done(lambda desk: attention.send_again(desk, matter.item.id), who)
        elif how == "let go":
            self._done(lambda desk: attention.let_go(desk, matter.item.id), who)
        elif how == "choose" and matter.item.kind == "conflict":
            self._choose(who, matter)
        elif how == "release" and matter.item.side == "supervisor":
            self._done(lambda desk: attention.release(desk, matter.item.id), who)
        elif how == "give back" and matter.item.side == "supervisor":
            self._done(lambda desk: attention.give_back(desk, matter.item.id, {"": "请改"}), who)

    def _text(self) -> str:
        return f"t{next(self._words):05d}"

    def _typed_at_first(self, who: int, entry: Entry) -> None:
        for name in TEXTS:
            if (value := entry.body.get(name)) is not None:
                self.typed[entry.id, name].append((value, None, who))

    def _pick(self, who: int, which: int) -> Entry | None:
        found = entries.find(self.desks[who], Query(record_type(TYPE)))
        return sorted(found, key=lambda each: each.id)[which % len(found)] if found else None

    def _steps(self, entry: Entry) -> list[Any]:
        return entry.record.workflow.moves_from(entry.state)

    def _done(self, act: Any, who: int) -> bool:
        """Whether the program let the person do it."""
        try:
            act(self.desks[who])
        except Refused:
            return False
        return True

    def _type(self, who: int, entry: Entry, name: str, text: str, form: Entry | None) -> None:
        if self._done(lambda desk: entries.edit(desk, entry.id, {name: text}, saw=form), who):
            self.typed[entry.id, name].append((text, entry.body.get(name), who))

    def _choose(self, who: int, matter: Matter) -> None:
        names = [name for name in matter.item.detail.get("values", {}) if name in TEXTS]
        if not names or matter.entry is None:
            return
        chosen = {name: self._text() for name in names}
        if self._done(lambda desk: attention.choose(desk, matter.item.id, chosen), who):
            for name, text in chosen.items():
                self.typed[matter.entry.id, name].append((text, matter.entry.body.get(name), who))
