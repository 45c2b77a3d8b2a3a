"""Every act by every role on everybody's entries, and what the table says of each."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from typing import Any

from gridapp.domain import due
from gridapp.domain.entry import Entry
from gridapp.domain.op import Op
from gridapp.domain.policy import EVERYONE, NEWER, Where, rules_of
from gridapp.domain.record import example, record_type, record_types
from gridapp.domain.workflow import AUTHOR, SUBJECT
from tests.rights.county import ROLES, VILLAGE_HERE, VILLAGE_THERE, Caller, County

OWNERS = ("own", "a colleague's", "a stranger's", "own, elsewhere")
ADDS = ("add", "speak")
MOST = 1000  # ops of one batch
_SLOTS = count(1)


@dataclass(frozen=True)
class Case:
    """Somebody of `role` does `act` to an entry of `type` in `state` that is `whose`."""

    role: str
    type: str
    act: str
    state: str
    whose: str


def said(case: Case, act: str = "") -> bool:
    """What the table says, read by itself: not by the function that the program asks."""
    for rule in rules_of(case.type):
        if rule.act != (act or case.act) or case.state not in rule.states:
            continue
        own = case.whose.startswith("own")
        if own and rule.others:
            continue
        meant = EVERYONE in rule.by or case.role in rule.by or (own and {AUTHOR, SUBJECT} & set(rule.by))
        near = case.whose in ("own", "a colleague's")
        if meant and (near or rule.where is Where.ANYWHERE):
            return True
    return False


def expected(case: Case) -> bool:
    """A field is filled in by who may change the entry and that field; nobody acts on what they do not see."""
    if case.act == "add":
        return said(case)
    if case.act == "speak":
        return said(case, "add") and said(case)
    also = ["set"] if case.act.startswith("write:") or case.act == "pause" else []
    return said(case, "view") and all(said(case, act) for act in [case.act, *also])


def cases(dice: random.Random, share: float) -> Iterator[Case]:
    """All of them, or a share by chance; every line of the table is among them for every role and a colleague's."""
    for type_ in record_types():
        for act in dict.fromkeys(rule.act for rule in rules_of(type_)):
            if act in ("view", "export", "rule"):
                continue  # no ops: see what is read, and what is ruled
            if act.startswith("write:") and record_type(type_).field(act.removeprefix("write:")).fixed:
                continue  # filled in while it is recorded, by nobody after that
            states = [each for each in record_type(type_).workflow.states if each != NEWER]
            for role in ROLES:
                sure = dice.choice(states)
                for state in states:
                    for whose in OWNERS:
                        if (state == sure and whose == "a colleague's") or dice.random() < share:
                            yield Case(role, type_, act, state, whose)


def play(county: County, chosen: list[Case]) -> list[str]:
    """Put what the cases need, do them over HTTP, and give what was answered otherwise than the table says."""
    pairs = [(case, _entry(county, case)) for case in chosen]
    county.put([entry for case, entry in pairs if case.act not in ADDS])
    wrong = []
    for role in ROLES:
        caller = county.known[role]
        mine = [(case, _op(county, caller, case, entry)) for case, entry in pairs if case.role == role]
        for start in range(0, len(mine), MOST):
            part = mine[start : start + MOST]
            verdicts = county.push(caller, [op for _, op in part])
            for (case, _), verdict in zip(part, verdicts, strict=True):
                wrong += _unexpected(case, verdict.outcome, str(verdict.detail.get("code", "")))
    return wrong


def _unexpected(case: Case, outcome: str, code: str) -> list[str]:
    wanted = expected(case)
    step = case.act.startswith("move:") and case.state not in _sources(case)
    if wanted and _leads_to_a_seal(case):
        return (
            []
            if (outcome, code) == ("held", "refused")
            else [f"{case}: {outcome} {code}, without its sources"]
        )
    fine = outcome == "stored" if wanted else outcome == "held" and (code == "not_allowed" or step)
    return [] if fine else [f"{case}: {outcome} {code}, the table says {wanted}"]


def _leads_to_a_seal(case: Case) -> bool:
    """Whether the server vouches for what the step leads to, and so looks at sources that no example has."""
    record, kind, name = record_type(case.type), *_split(case.act)
    return (
        kind == "move"
        and record.sealing is not None
        and record.workflow.moves[name].target == record.sealing.state
    )


def _sources(case: Case) -> tuple[str, ...]:
    return record_type(case.type).workflow.moves[case.act.removeprefix("move:")].source


def _entry(county: County, case: Case) -> Entry:
    caller = county.known[case.role]
    authors = {
        "a colleague's": county.known["colleague"],
        "a stranger's": county.known["stranger: volunteer"],
    }
    author = authors.get(case.whose, caller).person
    assert author is not None
    near = case.whose in ("own", "a colleague's")
    record = record_type(case.type)
    whom = {record.subject, record.speaks_for} - {""} if case.act != "speak" else ()
    people = dict.fromkeys(whom, (caller.person if case.act == "add" else author).author.stored())
    values = {**people, **({record.exclusive.period: _a_time_of_its_own(county)} if record.exclusive else {})}
    return county.entry(case.type, VILLAGE_HERE if near else VILLAGE_THERE, author, case.state, **values)


def _a_time_of_its_own(county: County) -> dict[str, str]:
    """Three hours that no other entry has: what may not overlap would else be refused for that."""
    start = county.world.now() - timedelta(hours=3 * next(_SLOTS))
    return {
        "from": start.isoformat(timespec="seconds"),
        "to": (start + timedelta(hours=3)).isoformat(timespec="seconds"),
    }


def _op(county: County, caller: Caller, case: Case, entry: Entry) -> Op:
    record, kind, name = entry.record, *_split(case.act)
    other = example(record, county.world, county.dice, everything=True)
    if kind in ADDS:
        anybodys = {
            n: v for n, v in entry.body.items() if n in record.fields() and not record.field(n).writers
        }
        return county.op(
            caller, entry, "add", fields=anybodys, number=entry.number, unit=entry.unit, to=entry.state,
            recorded_at=entry.recorded_at,
        )  # fmt: skip
    if kind == "move":
        step = record.workflow.moves[name]
        given = {need: other[need] for need in step.needs}
        return county.op(caller, entry, "move", fields=given, move=name, to=step.target)
    if kind == "delete":
        return county.op(caller, entry, "delete")
    if kind == "pause":
        assert caller.person is not None
        still = due.on_pausing(entry, "等待鉴定", caller.person.author, county.world)
        return county.op(caller, entry, "set", fields=record.clean(still, county.world))
    return county.op(caller, entry, "set", fields=_changed(entry, other, name))


def _changed(entry: Entry, other: dict[str, Any], name: str) -> dict[str, Any]:
    """The field `name` emptied or given anew; any that everybody may change when none is named."""
    fields = entry.record.fields()
    if name:
        return {name: None if name in entry.body else other.get(name, "甲 1")}
    free = next(n for n, f in fields.items() if not (f.writers or f.fixed or f.required) and n in other)
    return {free: None if free in entry.body else other[free]}


def _split(act: str) -> tuple[str, str]:
    kind, _, name = act.partition(":")
    return kind, name
