"""May this person do this? Three people everyone knows, and one from elsewhere."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gridapp.domain import codes
from gridapp.domain.entry import Author, Entry
from gridapp.domain.errors import NotAllowed, NotYours, Refused
from gridapp.domain.org import Org, shipped_units
from gridapp.domain.permissions import Person, may, require
from gridapp.domain.policy import EVERYONE, NEWER, act_said, people_said, rules_of
from gridapp.domain.record import Record, record_types
from gridapp.domain.rules import require_add, require_move, require_set
from gridapp.domain.workflow import AUTHOR, SERVER, SUBJECT, Move, State, Workflow

ORG = Org(shipped_units())
VOLUNTEER = Person("v", "张春燕", "volunteer", ("621026100000",))
GRID = Person("g", "马晓霞", "grid_worker", ("621026100000",))
COORDINATOR = Person("c", "何立群", "coordinator", ("621026000000",))
STRANGER = Person("s", "周桂芳", "coordinator", ("621026104000",))
ENTRY = Entry(
    "e", "hazard", "YH-1", "621026100004", Author("v", "张春燕"), "found", "2026-11-18T04:00:00+00:00"
)


@pytest.mark.parametrize(
    ("person", "act", "allowed"),
    [
        (VOLUNTEER, "view", True),
        (STRANGER, "view", False),
        (VOLUNTEER, "add", True),
        (STRANGER, "add", False),
        (VOLUNTEER, "set", True),
        (GRID, "set", False),
        (COORDINATOR, "set", True),
        (VOLUNTEER, "move:register", False),
        (GRID, "move:register", True),
        (VOLUNTEER, "move:fix_on_spot", True),
        (VOLUNTEER, "delete", True),
        (GRID, "delete", False),
        (STRANGER, "delete", False),
        (GRID, "export", False),
        (COORDINATOR, "export", True),
        (COORDINATOR, "move:fly", False),
    ],
)
def test_who_may_do_what(person: Person, act: str, allowed: bool) -> None:
    assert may(person, act, ENTRY, ORG) is allowed


def test_what_is_closed_is_changed_by_staff_only() -> None:
    closed = replace(ENTRY, state="closed")
    assert not may(VOLUNTEER, "set", closed, ORG)
    assert may(COORDINATOR, "set", closed, ORG)


def test_only_coordinators_add_people_and_units() -> None:
    for kind in ("member", "unit"):
        one = replace(ENTRY, type=kind, state="active")
        assert not may(VOLUNTEER, "add", one, ORG)
        assert may(COORDINATOR, "add", one, ORG)
    assert may(STRANGER, "view", replace(ENTRY, type="unit", state="active"), ORG)


def test_a_refusal_says_what_is_in_the_way() -> None:
    with pytest.raises(NotAllowed, match="outside your units"):
        require(STRANGER, "set", ENTRY, ORG)
    with pytest.raises(NotAllowed, match="马晓霞"):
        require(GRID, "delete", ENTRY, ORG)


def test_a_move_that_is_not_possible_names_those_that_are() -> None:
    with pytest.raises(Refused, match="register"):
        ENTRY.record.workflow.move("pass", "found")


def test_a_workflow_with_an_unknown_state_is_not_made() -> None:
    with pytest.raises(ValueError, match="nowhere"):
        Workflow((State("a", "A", "grey", "x"),), (Move("m", "M", ("a",), "nowhere", ()),))


def test_what_is_further_along_is_recorded_by_those_who_take_in_older_records() -> None:
    later = replace(ENTRY, state="registered")
    assert not may(VOLUNTEER, "add", later, ORG)
    assert may(GRID, "add", later, ORG)


def test_what_everyone_sees_is_changed_only_in_ones_own_units() -> None:
    unit = replace(ENTRY, type="unit", state="active")
    assert may(COORDINATOR, "set", unit, ORG)
    for act in ("set", "delete", "add", "move:close"):
        assert not may(STRANGER, act, unit, ORG)


def test_a_type_with_adders_of_its_own_is_recorded_by_nobody_else_in_any_state() -> None:
    for state in ("active", "left"):
        assert not may(GRID, "add", replace(ENTRY, type="member", state=state), ORG)


def test_a_state_that_only_a_newer_program_knows_is_open_and_has_no_steps() -> None:
    newer = replace(ENTRY, state="archived")
    assert may(VOLUNTEER, "set", newer, ORG)
    assert not may(COORDINATOR, "move:register", newer, ORG)


def test_a_field_of_others_is_filled_in_by_them_or_by_the_step_that_asks_for_it() -> None:
    level = {"confirmed_level": {"code": "major"}}
    with pytest.raises(NotYours, match="Confirmed level"):
        require_set(VOLUNTEER, ENTRY, {"description": "x", **level}, ORG)
    require_set(
        VOLUNTEER, replace(ENTRY, body=level), {"description": "x", **level}, ORG
    )  # it stands there already
    require_set(COORDINATOR, ENTRY, level, ORG)
    with pytest.raises(NotYours):
        require_add(VOLUNTEER, ENTRY, level, ORG)
    require_move(GRID, ENTRY, "register", level, ORG)
    with pytest.raises(NotYours):
        require_move(VOLUNTEER, ENTRY, "fix_on_spot", {"rectifications": [], **level}, ORG)


@pytest.mark.parametrize("record", list(record_types().values()), ids=lambda record: record.type)
def test_every_row_of_the_table_names_what_there_is_and_somebody(record: type[Record]) -> None:
    roles = {*codes.table("member_role").codes, AUTHOR, EVERYONE}
    roles |= {SUBJECT}  # sees what is about them, whatever it is
    roles |= {SERVER} if record.placing or record.sealing else set()
    for rule in rules_of(record.type):
        assert rule.by
        assert set(rule.by) <= roles
        assert rule.states
        assert set(rule.states) <= {*record.workflow.states, NEWER}
        assert act_said(record, rule.act)
        assert people_said(rule.by)


def test_may_gives_exactly_what_the_table_says() -> None:
    """Every cell, asked of a person without anything else: role × relation × act × type × state."""
    for record in record_types().values():
        for rule in rules_of(record.type):
            for state in rule.states:
                for role in codes.table("member_role").codes:
                    person = Person("p", "p", role, ("621026100000",))
                    meant = any(
                        EVERYONE in each.by or role in each.by for each in rules_of(record.type)
                        if each.act == rule.act and state in each.states
                    )  # fmt: skip
                    entry = replace(ENTRY, type=record.type, state=state, author=Author("q", "q"))
                    assert may(person, rule.act, entry, ORG) is meant, (rule, role)
