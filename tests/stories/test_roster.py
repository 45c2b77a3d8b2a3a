"""A coordinator looks at a week on the roster board, sees what is missing, and puts people there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from gridapp.actions import entries, roster, signups
from gridapp.actions.desk import Desk
from gridapp.actions.roster import Fairness, Suggestion
from gridapp.cli.main import main
from gridapp.domain.entry import Entry
from gridapp.domain.errors import NotAllowed, Refused
from tests.office import COORDINATOR, VOLUNTEER, Office

TOWN, OTHER = "新宁镇", "和盛镇"
WEDNESDAY = date(2026, 12, 2)
DAY = WEDNESDAY.isoformat()
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
DAYS = ("11/30", "12/1", "12/2", "12/3", "12/4", "12/5", "12/6")


@pytest.fixture
def leader(office: Office) -> Desk:
    return office.desk(COORDINATOR)


def member(desk: Desk, name: str, unit: str = TOWN, skills: Sequence[str] = (), **more: Any) -> Entry:
    values = {
        "name": name,
        "phone": "13800000000",
        "birth_year": 1980,
        "role": "volunteer",
        "consent_version": "2026.1",
        "skills": [{"skill": each} for each in skills],
        **more,
    }
    return entries.add(desk, "member", {key: value for key, value in values.items() if value}, unit)


def shift(
    desk: Desk, hours: str, name: str = "九龙小学·早", day: str = DAY, needed: int = 2, **more: Any
) -> Entry:
    values = {"name": name, "period": f"{day} {hours}", "needed": needed, **more}
    return entries.move(desk, entries.add(desk, "shift", values, TOWN).id, "publish")


def at(desk: Desk, one: Entry, who: Entry) -> Entry:
    return roster.assign(desk, one.id, who.id)


def person(who: Entry) -> dict[str, str]:
    return {"id": who.id, "name": who.body["name"]}


def command(desk: Desk) -> Callable[..., int]:
    """The command line at this desk's computer."""
    home = str(Path(str(desk.vault.files.folder)).parents[2])
    return lambda *words: main(["--lang", "en", "--home", home, *words])


def sheets(file: str) -> list[list[list[Any]]]:
    book = CalamineWorkbook.from_path(file)
    return [book.get_sheet_by_name(each).to_python() for each in book.sheet_names]


def names(found: Sequence[Suggestion]) -> list[str]:
    return [each.person["name"] for each in found]


def test_a_week_has_a_line_for_each_post_and_time(office: Office, leader: Desk) -> None:
    values = {"name": "九龙小学东门", "kind": "campus", "place": "九龙小学东门"}
    post = entries.add(leader, "post", values, TOWN)
    named = {"post": {"id": post.id, "number": post.number}}
    for day in ("2026-11-30", "2026-12-01", "2026-12-06"):
        shift(leader, "07:10 ~ 08:10", day=day, **named)
    shift(leader, "17:20 ~ 18:20", "九龙小学·晚", **named)
    shift(leader, "07:10 ~ 08:10", "南街路口", day="2026-12-07")  # the week after
    first, second = (shift(leader, "19:30 ~ 21:30", "东城夜巡") for _ in range(2))  # the same post twice
    week = roster.board(leader, WEDNESDAY)
    assert week.monday == date(2026, 11, 30)
    assert [(line.name, line.begins, line.ends, sorted(line.slots)) for line in week.lines] == [
        ("九龙小学·早", "07:10", "08:10", [0, 1, 6]),
        ("九龙小学·晚", "17:20", "18:20", [2]),
        ("东城夜巡", "19:30", "21:30", [2]),
        ("东城夜巡", "19:30", "21:30", [2]),
    ]
    assert [line.any.shift.id for line in week.lines[2:]] == [first.id, second.id]
    assert [line.name for line in week.narrowed(place="九龙小学东门").lines] == []
    assert len(week.narrowed().lines) == 4


def test_gaps_are_counted_with_what_was_offered_and_called_off_shifts_lack_nobody(leader: Desk) -> None:
    early, off = shift(leader, "07:10 ~ 08:10"), shift(leader, "11:30 ~ 12:30", "城关初中·午")
    entries.move(leader, off.id, "cancel", {"cancel_note": "学校放假"})
    at(leader, early, member(leader, "李秀兰"))
    week = roster.board(leader, WEDNESDAY)
    (gap,) = week.gaps(leader.world.now())
    assert (gap.shift.id, gap.gap, len(gap.offered), len(gap.placed)) == (early.id, 1, 1, 0)


def test_a_clash_is_seen_at_both_shifts_before_the_server_says_so(office: Office, leader: Desk) -> None:
    volunteer = office.desk(VOLUNTEER)
    early, street = shift(leader, "07:10 ~ 08:10"), shift(leader, "07:30 ~ 08:30", "南街路口")
    shift(leader, "11:30 ~ 12:30", "城关初中·午")
    for desk in (leader, volunteer):
        office.sync(desk)
    one = volunteer.person.author.stored()
    # A leader, and the volunteer offline elsewhere, both ask in the same name.
    at_early = entries.add(leader, "signup", signups.asking(early, one), TOWN)
    asked = entries.add(volunteer, "signup", signups.asking(street, one))
    office.sync(volunteer)
    office.sync(leader)
    now = leader.world.now()
    week = roster.board(leader, WEDNESDAY)
    clashing = {each.shift.id: each.clashing for each in week.clashes(now)}
    assert asked.id in clashing.get(street.id, set()) or at_early.id in clashing.get(early.id, set())
    assert week.clashing_people(now) == 1


def test_those_are_suggested_who_are_free_rested_skilled_and_near(office: Office, leader: Desk) -> None:
    gap = shift(leader, "12:00 ~ 13:00", skills=["first_aid"])
    skilled = {"skills": ["first_aid"]}
    much, little, fresh = (member(leader, each, **skilled) for each in ("王德顺", "高雅琴", "李秀兰"))
    also_fresh = member(leader, "赵明礼", **skilled)
    far = member(leader, "陈玉梅", OTHER, **skilled)
    unskilled, clashing, tired, away = (
        member(leader, each, skills=()) for each in ("罗继平", "刘永宁", "孙红霞", "马文秀")
    )
    for each in (clashing, tired, away):
        entries.edit(leader, each.id, {"skills": [{"skill": "first_aid"}]})
    entries.move(leader, away.id, "pause")
    at(leader, shift(leader, "12:30 ~ 13:30", "南街路口"), clashing)
    at(leader, shift(leader, "19:30 ~ 21:30", "东城夜巡"), tired)  # 6.5 hours later
    at(leader, shift(leader, "07:00 ~ 12:00", "河堤巡查", "2026-12-20"), much)
    at(leader, shift(leader, "07:00 ~ 08:00", "河堤巡查", "2026-12-21"), little)
    found = roster.suggestions(leader, gap.id)
    assert names(found) == ["李秀兰", "赵明礼", "高雅琴", "王德顺", "陈玉梅"]
    assert found[0].reasons == ("of this unit", "has the skills", "no shift yet this month")
    assert found[-1].reasons == ("has the skills", "no shift yet this month")
    assert fresh.id == found[0].person["id"] != also_fresh.id != far.id
    against = {each.person["name"]: each.against for each in roster.everybody(leader, gap.id)}
    assert against["刘永宁"] == ("at 南街路口 then",)
    assert against["孙红霞"] == ("too little rest from 东城夜巡",)
    assert against[unskilled.body["name"]] == ("lacks: 急救",)
    assert "马文秀" not in against


def test_eight_hours_of_rest_are_enough_and_a_minute_less_is_not(leader: Desk) -> None:
    gap = shift(leader, "07:00 ~ 08:00")
    rested, tired = member(leader, "李秀兰"), member(leader, "王德顺")
    at(leader, shift(leader, "16:00 ~ 17:00", "南街路口"), rested)
    at(leader, shift(leader, "15:59 ~ 17:00", "东城夜巡"), tired)
    assert names(roster.suggestions(leader, gap.id)) == ["李秀兰"]


def test_whoever_could_not_go_is_not_asked_again(leader: Desk) -> None:
    gap, who = shift(leader, "07:00 ~ 08:00"), member(leader, "李秀兰")
    offered = at(leader, gap, who)
    assert names(roster.suggestions(leader, gap.id)) == []
    entries.move(leader, offered.id, "stand_down", {"reason": "家里有事"})
    assert names(roster.suggestions(leader, gap.id)) == []
    assert names(roster.everybody(leader, gap.id)) == ["李秀兰"]


def test_a_suggestion_holds_no_figure_of_a_person(leader: Desk) -> None:
    gap, who = shift(leader, "07:00 ~ 08:00"), member(leader, "李秀兰")
    at(leader, shift(leader, "07:00 ~ 12:00", "河堤巡查", "2026-12-20"), who)
    (one,) = roster.suggestions(leader, gap.id)
    assert {each.name for each in fields(Suggestion)} == {"person", "reasons", "against"}
    assert set(one.person) == {"id", "name"}
    assert not any(letter.isdigit() for words in (*one.reasons, *one.against) for letter in words)
    assert all(isinstance(getattr(Fairness(1, 1), each.name), int) for each in fields(Fairness))


def test_fairness_counts_groups(leader: Desk) -> None:
    people = [member(leader, each) for each in ("李秀兰", "王德顺", "高雅琴")]
    at(leader, shift(leader, "07:00 ~ 08:00"), people[0])
    assert roster.fairness(leader, WEDNESDAY) == Fairness(active=3, without=2)
    assert roster.fairness(leader, date(2027, 1, 4)) == Fairness(active=3, without=3)


def test_nobody_is_put_where_they_cannot_be(office: Office, leader: Desk) -> None:
    gap, who = shift(leader, "07:00 ~ 08:00", needed=1), member(leader, "李秀兰")
    other = shift(leader, "07:30 ~ 08:30", "南街路口")
    at(leader, gap, who)
    with pytest.raises(Refused, match="at this shift already"):
        at(leader, gap, who)
    with pytest.raises(Refused, match="Nobody is missing"):
        at(leader, gap, member(leader, "王德顺"))
    with pytest.raises(Refused, match="九龙小学·早"):
        at(leader, other, who)
    entries.move(leader, other.id, "cancel", {"cancel_note": "学校放假"})
    with pytest.raises(Refused, match="called off"):
        at(leader, other, member(leader, "高雅琴"))
    (only,) = roster.board(leader, WEDNESDAY).gaps(leader.world.now()) or [None]
    assert only is None
    for desk in (leader, volunteer := office.desk(VOLUNTEER)):
        office.sync(desk)
    free = shift(leader, "17:00 ~ 18:00", "城关初中·晚")
    for desk in (leader, volunteer):
        office.sync(desk)
    with pytest.raises(NotAllowed):
        roster.assign(volunteer, free.id, who.id)


def test_whoever_waits_is_not_asked_twice(office: Office, leader: Desk) -> None:
    gap, first, second = (
        shift(leader, "07:00 ~ 08:00", needed=1),
        member(leader, "李秀兰"),
        member(leader, "王德顺"),
    )
    at(leader, gap, first)
    waits = entries.add(leader, "signup", signups.asking(gap, person(second)), TOWN)
    for _ in range(2):
        office.sync(leader)
    assert entries.get(leader, waits.id).state == "waiting"
    entries.edit(leader, gap.id, {"needed": 3})
    with pytest.raises(Refused, match="王德顺 is at this shift already"):
        at(leader, gap, second)
    assert names(roster.everybody(leader, gap.id)) == []
    assert roster.board(leader, WEDNESDAY).slots[0].others[0].id == waits.id


def test_an_assignment_gets_its_place_from_the_server(office: Office, leader: Desk) -> None:
    gap, who = shift(leader, "07:00 ~ 08:00"), member(leader, "李秀兰")
    asked = at(leader, gap, who)
    assert roster.slot_of(leader, gap.id).offered[0].id == asked.id
    for _ in range(2):
        office.sync(leader)
    slot = roster.slot_of(leader, gap.id)
    assert ([each.id for each in slot.placed], slot.gap) == ([asked.id], 1)


def test_a_week_and_its_sheets_are_written_by_command(
    leader: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gap, street = shift(leader, "07:10 ~ 08:10"), shift(leader, "17:20 ~ 18:20", "南街/路口")
    at(leader, gap, member(leader, "=李秀兰"))
    run = command(leader)
    assert run("roster", "week", "--day", DAY) == 0
    assert (
        f"{gap.number}  {DAY} 07:10–08:10  九龙小学·早  =李秀兰 (to be confirmed), 1 missing"
        in capsys.readouterr().out
    )
    week, day, one = (str(tmp_path / name) for name in ("week.xlsx", "day.xlsx", "one.xlsx"))
    assert run("roster", "week", "--day", DAY, "--to", week) == 0
    (table,) = sheets(week)
    assert table[1] == ["Post", *(f"{name} {day}" for name, day in zip(WEEKDAYS, DAYS, strict=True))]
    assert table[2][3] == "=李秀兰 (to be confirmed)\n1 missing", "a name is never a formula"
    assert run("roster", "sheet", "--day", DAY, day) == 0
    assert [[line[:2] for line in each[3:]] for each in sheets(day)] == [
        [[1, "=李秀兰"], *([number, ""] for number in range(2, 6))],
        [[number, ""] for number in range(1, 6)],
    ]
    assert run("roster", "sheet", "--of", street.number, one) == 0
    assert [each[0][0] for each in sheets(one)] == ["Sign-in sheet: 南街/路口"]


def test_a_command_that_cannot_write_says_why(
    leader: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = command(leader)
    assert run("roster", "sheet", "--day", DAY, str(tmp_path / "day.xlsx")) == 2
    shift(leader, "07:10 ~ 08:10")
    assert run("roster", "sheet", "--day", DAY, str(tmp_path / "day.pdf")) == 2
    assert "must end in .xlsx" in capsys.readouterr().err
    assert not list(tmp_path.glob("day.*"))


def test_a_week_is_not_written_for_whoever_may_not_export_of_it(office: Office, leader: Desk) -> None:
    gap, volunteer = shift(leader, "07:10 ~ 08:10"), office.desk(VOLUNTEER)
    at(leader, gap, member(leader, "李秀兰"))
    for desk in (leader, volunteer, leader, volunteer):
        office.sync(desk)
    roster.require_export(leader, roster.board(leader, WEDNESDAY).slots)
    with pytest.raises(NotAllowed):
        roster.require_export(volunteer, roster.board(volunteer, WEDNESDAY).slots)
