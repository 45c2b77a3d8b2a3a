"""May this person do this? Three people everyone knows, and one from elsewhere."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gridapp.domain.entry import Author, Entry
from gridapp.domain.errors import NotAllowed, Refused
from gridapp.domain.org import Org, shipped_units
from gridapp.domain.permissions import Person, may, require
from gridapp.domain.workflow import Move, State, Workflow

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
        (VOLUNTEER, "backfill", False),
        (GRID, "backfill", True),
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
