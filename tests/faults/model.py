"""A county with three computers that do at random what people and networks do, and the oracle of what must remain.

Each text that somebody types is unlike any other, and the model remembers which text its author saw in that field. In
the end every text is current, was replaced by somebody who had seen it, or is kept where a person can find it.
"""

from __future__ import annotations

import json
import random
import re
import shutil
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import select, update

from gridapp.actions import attention, entries, photos
from gridapp.actions.attention import Matter
from gridapp.actions.desk import Desk
from gridapp.domain.entry import Entry
from gridapp.domain.errors import Refused, WorldFailed
from gridapp.domain.op import RULINGS
from gridapp.domain.org import COUNTY
from gridapp.domain.photo import Photo
from gridapp.domain.record import record_type
from gridapp.server import centre, journal
from gridapp.server.tables import account
from gridapp.server.tables import matter as matter_table
from gridapp.store import checks, history
from gridapp.store.home import Home
from gridapp.store.lists import Query
from gridapp.store.tables import attention as attention_table
from gridapp.store.tables import op as op_table
from gridapp.sync import engine
from gridapp.sync.protocol import Checkpoint
from gridapp.sync.round import Report
from tests.conftest import FakeClock
from tests.faults import compare
from tests.faults.badline import BadLine
from tests.office import COORDINATOR, GRID_WORKER, Office, make

TYPE = "hazard"
TEXTS = ("description", "external_no", "responsible_org_name")
LINES = "rectifications"
LEADER = ("李主任", "coordinator", "新宁镇")
NO_LINES: dict[str, Any] = {LINES: None, "rechecks": None, "closed_at": None, "close_reason": None}
PEOPLE = (COORDINATOR, LEADER, GRID_WORKER)
ROLES = ("coordinator", "grid_worker", "volunteer", "leader")
JUMPS = (0, 3600, -3600, 20 * 3600, -86_400, -3650 * 86_400)
ROUNDS_TO_CONVERGE = 4

_MINE = re.compile(r'"mine":\s*"(t\d+)"')  # in the detail of a conflict: the value that did not come to stand
AHEAD = 1  # batches on their way at once: with one, a seed gives one order of everything
UNITS = ("新宁镇", "和盛镇", "宁县")


Typings = list[tuple[str, str | None]]
"""What was typed into one field, each with what its author saw there."""


@dataclass
class Skewed:
    """A computer's clock: the county's, and so many seconds off."""

    true: FakeClock
    off: float = 0.0

    def __call__(self) -> datetime:
        return self.true() + timedelta(seconds=self.off)


def build_template(folder: Path) -> None:
    """A server with three enrolled computers that know three entries, to be copied for every run."""
    office = Office(folder, FakeClock(), random.Random("template"), "")
    desks = [office.desk(each) for each in PEOPLE]
    for desk in desks:
        make(desk, TYPE, office.dice, **NO_LINES)
    for desk in (*desks, *desks):
        office.sync(desk)
    office.close()


class County:
    """One run. `template` is a folder made by `build_template`; everything that happens comes from `dice`."""

    def __init__(self, template: Path, folder: Path, dice: random.Random) -> None:
        shutil.copytree(template, folder)
        self.folder, self.dice = folder, dice
        self.office = Office(folder, FakeClock(), dice, "")
        self.clocks = [Skewed(self.office.clock) for _ in PEOPLE]  # type: ignore[arg-type]
        self.desks = [self._opened(who) for who in range(len(PEOPLE))]
        self.typed: dict[tuple[str, str], Typings] = defaultdict(list)
        self.lines: dict[str, set[str]] = defaultdict(set)
        self.deletions: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self.photos: dict[str, bytes] = {}
        self.forms: dict[int, Entry] = {}
        self.backups: list[Path] = []
        self.ops = 0
        self._late: list[list[tuple[str, Any]]] = [[] for _ in PEOPLE]
        self._words = count(1)
        for entry in entries.find(self.desks[0], Query(record_type(TYPE))):
            self._typed_at_first(entry)

    def close(self) -> None:
        for desk in self.desks:
            desk.vault.close()
            desk.shared.close()
        self.office.close()
        shutil.rmtree(self.folder)

    # What people do.

    def record(self, who: int) -> None:
        text = self._text()
        made = make(self.desks[who], TYPE, self.dice, description=text, **NO_LINES)
        self._typed_at_first(made)

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

    # What computers, networks and servers do.

    def sync(self, who: int, well: bool) -> Report | None:
        desk = self.desks[who]
        try:
            line = self.office.line(desk)
            hub = line if well else BadLine(line, self.dice, self._late[who])
            left = self.dice.randrange(1, 30)
            return engine.run_round(
                engine.Direct(desk.vault), hub, _stop_after(None if well else left), AHEAD
            )  # type: ignore[arg-type]
        except WorldFailed:
            if well:
                raise
            return None
        finally:
            desk.reload()

    def restart(self, who: int) -> None:
        self.desks[who].vault.close()
        self.desks[who].shared.close()
        self.desks[who] = self._opened(who)
        self.forms.pop(who, None)

    def jump(self, who: int, seconds: float) -> None:
        self.clocks[who].off = seconds

    def pass_time(self, days: int) -> None:
        self.office.clock.pass_by(days=days)  # type: ignore[attr-defined]

    def change_right(self, who: int, role: str) -> None:
        with self.office.centre.database.transaction() as connection:
            mine = (account.c.county == COUNTY, account.c.id == self.desks[who].person.id)
            connection.execute(update(account).where(*mine).values(role=role))

    def change_units(self, who: int, unit: str) -> None:
        with self.office.centre.database.transaction() as connection:
            mine = (account.c.county == COUNTY, account.c.id == self.desks[who].person.id)
            connection.execute(
                update(account).where(*mine).values(units=json.dumps([self.office.unit(unit)]))
            )

    def back_up(self) -> None:
        to = self.folder / f"backup-{len(self.backups)}"
        shutil.copytree(self.folder / "server", to)
        self.backups.append(to)

    def restore(self, which: int) -> None:
        """The server is put back to an older state, and knows nothing of what came after."""
        self.office.centre.database.close()
        shutil.rmtree(self.folder / "server")
        shutil.copytree(self.backups[which % len(self.backups)], self.folder / "server")
        clock, dice = self.office.clock, self.dice
        self.office.centre = centre.open_centre(self.folder / "server", "", clock, dice.randbytes)

    def lose_acknowledged(self, who: int, other: int) -> None:
        """The server takes this computer's work and says so, and is then put back to just before; the computer had
        not pulled in between."""
        self.record(other)
        self.sync(other, well=True)
        self.back_up()
        self.record(who)
        try:
            hub: Any = _NoPull(self.office.line(self.desks[who]))
            engine.run_round(engine.Direct(self.desks[who].vault), hub, lambda: False, AHEAD)
        except WorldFailed:
            self.restore(len(self.backups) - 1)

    def clone(self, who: int) -> int:
        """The computer's whole disk is copied to another; gives the other's number."""
        other = len(self.desks)
        shutil.copytree(self.folder / f"computer-{who + 1}", self.folder / f"computer-{other + 1}")
        self.clocks.append(Skewed(self.office.clock))  # type: ignore[arg-type]
        self._late.append([])
        self.desks.append(self._opened(other))
        return other

    def overtake(self, who: int) -> None:
        """After a restore somebody else's work takes the numbers that this computer knows."""
        for _ in range(4):
            self.record(who)
        self.sync(who, well=True)

    # What must be true.

    def converge(self) -> list[str]:
        """The faults are over. Everything found wrong then, in words."""
        self.office.clock.pass_by(days=1)  # type: ignore[attr-defined]
        for _ in range(ROUNDS_TO_CONVERGE):
            reports = [self.sync(who, well=True) for who in range(len(self.desks))]
            if not any(each and (each.pushed or each.pulled) for each in reports):
                break
        found = [
            *self._texts_lost(),
            *self._deleted_unseen(),
            *self._illegal_moves(),
            *compare.repeated(self.office),
        ]
        for desk in self.desks:
            found += [*compare.unsent(desk), *compare.differences(self.office, desk)]
            found += [*compare.false_receipts(self.office, desk), *checks.findings(desk.vault)]
            found += [*self._cursor_astray(desk), *_held_unseen(desk)]
        return found

    def _texts_lost(self) -> list[str]:
        server, aside = compare.on_server(self.office), self._kept_aside()
        refused = self._refused()
        sent = {
            (op.entry, name, value)
            for op in compare.accepted(self.office).values()
            for name, value in op.fields.items()
            if name in TEXTS
        }
        lost = []
        for (entry, name), typings in self.typed.items():
            current = msgspec.json.decode(server[entry].body).get(name) if entry in server else None
            reached = {text for text, _ in typings if (entry, name, text) in sent}
            lost += [
                f"{text} typed as {name} of {entry} is gone; there is {current}, typed were {typings}"
                for text, _ in typings
                if text != current
                and text not in aside
                and not _replaced(text, typings, (reached - refused) | {current}, reached)
            ]
        for entry, texts in self.lines.items():
            body = server[entry].body if entry in server else ""
            lost += [
                f"line {text} of {entry} is gone" for text in texts if text not in body and text not in aside
            ]
        return lost

    def _kept_aside(self) -> str:
        """Every word that waits for a person's decision or had one, on the server and on the computers: held acts
        whole, of conflicts the values that stand side by side."""
        words: list[str] = []
        with self.office.centre.database.transaction() as connection:
            words += [_set_aside(row) for row in connection.execute(select(matter_table))]
        for desk in self.desks:
            with desk.vault.reading() as connection:
                words += [_set_aside(row) for row in connection.execute(select(attention_table))]
                held = select(op_table.c.data).where(op_table.c.state.in_(("held", "settled")))
                words += [row.data for row in connection.execute(held)]
        return "\n".join(words)

    def _refused(self) -> set[str]:
        """Texts that the server took note of and did not let stand, in the history it has now."""
        with self.office.centre.database.transaction() as connection:
            conflicts = select(matter_table.c.detail).where(matter_table.c.kind == "conflict")
            return {text for row in connection.execute(conflicts) for text in _MINE.findall(row.detail)}

    def _deleted_unseen(self) -> list[str]:
        """An edit beats a delete by somebody who had not seen it."""
        wrong = []
        for name, each in compare.on_server(self.office).items():
            body = msgspec.json.decode(each.body)
            now = {field: body.get(field) for field in TEXTS}
            if each.deleted and now not in self.deletions[name]:
                wrong.append(f"{name} was deleted by nobody who had seen {now}")
        return wrong

    def _illegal_moves(self) -> list[str]:
        states: dict[str, str] = {}
        wrong = []
        for op in compare.accepted(self.office).values():
            if op.kind in RULINGS:
                continue
            if op.kind == "move":
                try:
                    record_type(op.type).workflow.move(op.move, states[op.entry])
                except Refused:
                    wrong.append(f"{op.entry} made {op.move} from {states[op.entry]}")
            states[op.entry] = op.to or states[op.entry]
        return wrong

    def _cursor_astray(self, desk: Desk) -> list[str]:
        with desk.vault.reading() as connection:
            cursor = history.cursor(connection)
        with self.office.centre.database.transaction() as connection:
            there = journal.at(connection, COUNTY, cursor.seq)
        right = there == Checkpoint(cursor.seq, cursor.hash)
        return [] if right else [f"the cursor of {desk.person.name} at {cursor.seq} is of another history"]

    # Helpers.

    def _opened(self, who: int) -> Desk:
        home = Home(self.folder / f"computer-{who + 1}", self.clocks[who], self.dice.randbytes)
        return Desk(home.open_vault(home.vaults()[0]), home.shared())

    def _text(self) -> str:
        return f"t{next(self._words):05d}"

    def _typed_at_first(self, entry: Entry) -> None:
        for name in TEXTS:
            if (value := entry.body.get(name)) is not None:
                self.typed[entry.id, name].append((value, None))

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
            self.typed[entry.id, name].append((text, entry.body.get(name)))

    def _choose(self, who: int, matter: Matter) -> None:
        names = [name for name in matter.item.detail.get("values", {}) if name in TEXTS]
        if not names or matter.entry is None:
            return
        chosen = {name: self._text() for name in names}
        if self._done(lambda desk: attention.choose(desk, matter.item.id, chosen), who):
            for name, text in chosen.items():
                self.typed[matter.entry.id, name].append((text, matter.entry.body.get(name)))


def _set_aside(row: Any) -> str:
    return {"held": f"{row.data} {row.detail}", "conflict": row.detail}.get(row.kind, "")


def _held_unseen(desk: Desk) -> list[str]:
    shown = {matter.op.id for matter in attention.matters(desk)}
    held = (op for op, state in compare.own_ops(desk).values() if state == "held")
    return [
        f"op {op.id} of {desk.person.name} is held, and nobody told them" for op in held if op.id not in shown
    ]


def _replaced(text: str, typings: Typings, taken: set[str | None], reached: set[str]) -> bool:
    """Whether somebody who saw `text`, or saw what was typed over it, put another in its place, and the server took
    that. What its own author typed over before it was sent never reached the server."""
    after = [each for each, saw in typings if saw == text]
    if after and (text not in reached or not taken.isdisjoint(after)):
        return True
    return any(_replaced(each, typings, taken, reached) for each in after)


class _NoPull:
    """A line that breaks off after the push."""

    def __init__(self, line: Any) -> None:
        self._line = line

    def __getattr__(self, name: str) -> Any:
        if name == "pull":
            raise WorldFailed("lost", "the line")
        return getattr(self._line, name)


def _stop_after(left: int | None) -> Any:
    """A person (or a closing window) who ends the round after so many looks."""
    looks = count(1)
    return lambda: left is not None and next(looks) > left


__all__ = [
    "JUMPS",
    "PEOPLE",
    "ROLES",
    "TEXTS",
    "County",
    "build_template",
]
