"""Row `poison`: of a thousand acts in the outbox one is what no program of ours writes. The others go at once."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import msgspec
import requests

from gridapp.actions import attention, entries
from gridapp.actions.desk import Desk
from gridapp.actions.entries import New
from gridapp.domain.errors import WorldFailed
from gridapp.domain.op import Op
from gridapp.domain.record import example, record_type
from gridapp.server import verdicts
from gridapp.store import ops, rows
from gridapp.store.home import Home
from gridapp.sync import engine
from gridapp.sync.client import Client
from tests.conftest import FakeClock
from tests.faults import compare
from tests.faults.table import Outcome, Plan, row
from tests.office import COORDINATOR, PASSWORD, VOLUNTEER, Office

TYPE = "hazard"
MANY = 1000
ELSEWHERE = "621026104000"

Spoil = Callable[[Op, Op], Op]
"""Makes of an op that adds an entry, and of another before it, something poisonous."""


def _with(**changes: Any) -> Spoil:
    return lambda op, _: msgspec.structs.replace(op, **changes)


def _field(name: str, value: Any) -> Spoil:
    return lambda op, _: msgspec.structs.replace(op, fields={**op.fields, name: value})


def _on_other(**changes: Any) -> Spoil:
    """An act on the entry of the other op, which itself is in order."""

    def spoil(op: Op, other: Op) -> Op:
        bare = {"entry": other.entry, "number": "", "unit": "", "recorded_at": "", "to": "", "fields": {}}
        return msgspec.structs.replace(op, **{**bare, **changes})

    return spoil


def _without_text(op: Op, _: Op) -> Op:
    fields = {name: value for name, value in op.fields.items() if name != "description"}
    return msgspec.structs.replace(op, fields=fields)


def _nested(depth: int) -> Any:
    value: Any = "深"
    for _ in range(depth):
        value = [value]
    return value


HARMLESS = ("nested 300 deep", "number beyond 64 bits", "schema of another age")
"""May be taken as what a newer version wrote, if every other computer can then live with it."""

POISONS: dict[str, Spoil] = {
    "wrong scope": _with(unit=ELSEWHERE),
    "unknown unit": _with(unit="999999999999"),
    "unknown code": _field("kind", "no_such_kind"),
    "invalid move": _on_other(kind="move", move="pass", to="closed"),
    "larger than a request": _field("description", "长" * 12_000_000),
    "unknown type": _with(type="ufo"),
    "unknown kind of op": _with(kind="splice"),
    "schema of another age": _with(schema=2**31),
    "NUL in a text": _field("description", "前\x00后"),
    "nested 300 deep": _field("of_tomorrow", _nested(300)),
    "number beyond 64 bits": _field("of_tomorrow", 2**63),
    "wrong author": _with(author="f" * 16),
    "unknown move": _on_other(kind="move", move="explode", to="exploded"),
    "a move that leads elsewhere": _on_other(kind="move", move="register", to="closed"),
    "an id that is none": _with(entry="../../etc/passwd"),
    "a number that is none": _with(number="YH-'; DROP TABLE entry"),
    "recorded never": _with(recorded_at="never"),
    "a required field missing": _without_text,
    "a list where a place should be": _field("place", [1, 2, 3]),
    "closed from the start": _with(to="closed"),
    "a state nobody knows": _with(to="vanished"),
    "in the year 9999": _field("found_at", "9999-12-31T23:59:59+08:00"),
    "text beyond its limit": _field("external_no", "9" * 5000),
    "another kind than its entry": _on_other(kind="set", type="patrol", fields={"note": "x"}),
}


@row("poison", ci=5, long=len(POISONS))
def poison(plan: Plan) -> Outcome:
    """A trial is one kind; `--long` is all of them, in an order that the seed decides."""
    template = plan.folder / "template"
    _build(template)
    kinds = plan.dice("kinds").sample(sorted(POISONS), len(POISONS))
    failures = []
    for number in plan.numbers():
        kind = kinds[number % len(kinds)]
        folder = plan.folder / str(number)
        found = _run(template, folder, kind, plan.dice(number))
        failures += [f"trial {number}: {kind}: {words}" for words in found]
        shutil.rmtree(folder)
    return Outcome(
        len(list(plan.numbers())), failures, _controls(plan, template) if plan.with_controls else {}
    )


def _build(template: Path) -> None:
    """A computer with a thousand entries that nobody has heard of yet."""
    office = Office(template, FakeClock(), random.Random("template"), "")
    desk = office.desk(VOLUNTEER)
    bodies = [example(record_type(TYPE), desk.world, office.dice) for _ in range(MANY)]
    entries.add_all(desk, TYPE, [New(body) for body in bodies])
    office.desk(COORDINATOR)  # the colleague who must get the rest
    office.close()


def _run(template: Path, folder: Path, kind: str, dice: random.Random) -> list[str]:
    shutil.copytree(template, folder)
    with ExitStack() as stack:
        office = Office(folder, FakeClock(), dice, "")
        stack.callback(office.close)
        desk, colleague = (
            stack.enter_context(_desk(folder / name, office)) for name in ("computer-1", "computer-2")
        )
        bad = _spoil(desk, POISONS[kind], dice)
        url = stack.enter_context(office.online())
        try:
            _round(desk, url)
            found = _wrong(office, desk, bad, kind)
            _round(colleague, url)
            found += compare.differences(office, colleague)[:3]
            _round(desk, url)
        except Exception as error:  # a round must not end for the sake of one act
            return [f"{type(error).__name__}: {str(error)[:200]}"]
        return found + [f"after another round {words}" for words in _wrong(office, desk, bad, kind)]


@contextmanager
def _desk(folder: Path, office: Office) -> Iterator[Desk]:
    home = Home(folder, office.clock, office.dice.randbytes)
    desk = Desk(home.open_vault(home.vaults()[0], PASSWORD), home.shared())
    try:
        yield desk
    finally:
        desk.vault.close()
        desk.shared.close()


def _round(desk: Desk, url: str) -> None:
    session = requests.Session()
    try:
        engine.run_round(engine.Direct(desk.vault), Client(url, desk.identity.token, session))
    finally:
        session.close()


def _spoil(desk: Desk, spoil: Spoil, dice: random.Random) -> Op:
    """Put the poison in the place of one of the thousand, straight into the log, and take its entry away."""
    good = [op for op, _ in compare.own_ops(desk).values()]
    place = dice.randrange(1, MANY)
    bad = spoil(good[place], good[dice.randrange(place)])
    with desk.vault.writing() as connection:
        if bad.entry != good[place].entry:
            rows.forget(connection, [good[place].entry])
        ops.rewrite(connection, {bad.n: bad})
    return bad


def _wrong(office: Office, desk: Desk, bad: Op, kind: str) -> list[str]:
    taken = compare.accepted(office)
    others = len(taken.keys() - {bad.id})
    wrong = [] if others == MANY - 1 else [f"{others} of the other {MANY - 1} arrived"]
    if bad.id not in compare.own_states(desk):
        wrong.append("it is gone from the log")
    if bad.id in taken:
        return wrong if kind in HARMLESS else [*wrong, "the server took it"]
    matter = next((each for each in attention.matters(desk) if each.op.id == bad.id), None)
    if matter is None or matter.item.kind != "held":
        wrong.append("its author was not told")
    elif not (matter.item.detail.get("title") and matter.item.detail.get("message")):
        wrong.append(f"its author was not told why: {matter.item.detail}")
    return wrong + compare.unsent(desk)


def _controls(plan: Plan, template: Path) -> dict[str, bool]:
    return {
        "one wrong act stops its batch": _caught(plan, template, "stops", _stops_its_batch()),
        "a held op is forgotten": _caught(
            plan, template, "forgets", patch("gridapp.store.attention._insert", _nothing)
        ),
    }


def _caught(plan: Plan, template: Path, of: str, broken: Any) -> bool:
    with broken:
        return bool(_run(template, plan.folder / of, "wrong scope", plan.dice(of)))


def _stops_its_batch() -> Any:
    """As Mergin's mobile client was blocked for ever (#4363)."""
    right = verdicts.decide

    def decide(*of: Any) -> Any:
        decision = right(*of)
        if decision.outcome == "held":
            raise WorldFailed("one of them is wrong", "nothing was taken")
        return decision

    return patch("gridapp.server.verdicts.decide", decide)


def _nothing(*_: Any) -> None:
    return None
