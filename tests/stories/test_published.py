"""Publishing a week tells those who were put there, and moving a shift those who have a place at it: once, offline."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from gridapp.actions import entries, openings, placements, reminders, shifts, signups
from gridapp.actions.desk import Desk
from gridapp.domain.entry import Entry
from tests.office import COORDINATOR, GRID_WORKER, VOLUNTEER, Office

TOWN = "新宁镇"


@pytest.fixture
def desks(small_office: Office) -> tuple[Desk, Desk, Desk]:
    return small_office.desk(COORDINATOR), small_office.desk(VOLUNTEER), small_office.desk(GRID_WORKER)


def drafted(desk: Desk, days: int, name: str = "九龙小学·早") -> Entry:
    begins = desk.world.now().replace(hour=7, minute=10, second=0, microsecond=0) + timedelta(days=days)
    period = {"from": begins.isoformat(), "to": (begins + timedelta(hours=1)).isoformat()}
    return entries.add(desk, "shift", {"name": name, "period": period, "needed": 2}, unit=TOWN)


def put(leader: Desk, shift: Entry, who: Desk) -> Entry:
    return entries.add(leader, "signup", signups.asking(shift, who.person.author.stored()), unit=shift.unit)


def sync(office: Office, *desks: Desk) -> None:
    for desk in (*desks, *desks):
        office.sync(desk)


def told(desk: Desk) -> list[tuple[str, bool]]:
    return [(each.entry.id, each.moved) for each in openings.news(desk).put]


def noticed(desk: Desk) -> list[tuple[str, Any]]:
    return [(each.about, each.others) for each in reminders.take(desk).due]


def test_those_who_were_put_there_are_told_once_it_is_published(
    small_office: Office, desks: tuple[Desk, Desk, Desk]
) -> None:
    leader, volunteer, other = desks
    drafts = [drafted(leader, days) for days in (7, 8)]
    places = [put(leader, each, volunteer) for each in drafts]
    sync(small_office, *desks)
    assert (told(volunteer), noticed(volunteer)) == ([], []), "it is a draft"
    shifts.publish_week(leader, (leader.world.now() + timedelta(days=7)).date())
    assert told(volunteer) == []
    sync(small_office, *desks)
    assert told(volunteer) == [(each.id, False) for each in places]
    assert noticed(volunteer) == [("new", 1)]
    assert noticed(volunteer) == [], "once"
    assert told(volunteer) == [(each.id, False) for each in places], (
        "the first page keeps it until it is seen"
    )
    placements.look_at(volunteer)
    assert (told(volunteer), noticed(volunteer)) == ([], [])
    assert (told(other), noticed(other)) == ([], []), "it does not concern them"


def test_a_shift_that_is_moved_is_told_again_to_whoever_has_a_place(
    small_office: Office, desks: tuple[Desk, Desk, Desk]
) -> None:
    leader, volunteer, _ = desks
    shift = entries.move(leader, drafted(leader, 7).id, "publish")
    sync(small_office, *desks)
    (own,) = signups.sign_up(volunteer, [shift.id])
    sync(small_office, volunteer)
    assert (told(volunteer), noticed(volunteer)) == ([], []), "they took it themselves"
    later = drafted(leader, 9, "只为时间").body["period"]
    entries.edit(leader, shift.id, {"period": later})
    sync(small_office, leader, volunteer)
    assert noticed(volunteer) == [("moved", 0)]
    assert noticed(volunteer) == []
    assert told(volunteer) == [(own.id, True)]
    placements.look_at(volunteer)
    assert told(volunteer) == []


def test_whoever_waited_is_told_of_the_place_they_got(
    small_office: Office, desks: tuple[Desk, Desk, Desk]
) -> None:
    leader, volunteer, other = desks
    draft = drafted(leader, 7)
    entries.edit(leader, draft.id, {"needed": 1})
    shift = entries.move(leader, draft.id, "publish")
    sync(small_office, *desks)
    (first,) = signups.sign_up(other, [shift.id])
    sync(small_office, other, volunteer)
    (own,) = signups.sign_up(volunteer, [shift.id])
    sync(small_office, volunteer)
    assert noticed(volunteer) == []
    entries.move(other, first.id, "withdraw", {"reason": "家里有事"})
    sync(small_office, other, volunteer)
    assert told(volunteer) == [(own.id, False)]
    assert noticed(volunteer) == [("new", 0)]
