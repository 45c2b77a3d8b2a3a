"""A person's shifts in a calendar program: the same over the address and in the file, true after every change."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
from icalendar import Calendar
from sqlalchemy import update

from gridapp.actions import calendar, entries
from gridapp.actions.desk import Desk
from gridapp.cli.main import main
from gridapp.domain.entry import Entry
from gridapp.domain.org import COUNTY
from gridapp.exports.appointments import calendar_bytes
from gridapp.server import feeds, sights
from gridapp.server.tables import account
from gridapp.sync.client import Client
from tests.office import COORDINATOR, VOLUNTEER, Office

NAME = "九龙小学东门·早"


class Roster:
    """A coordinator who plans at one computer, and a volunteer who signs up at another; both over real HTTP."""

    def __init__(self, office: Office, url: str) -> None:
        self.office, self.url = office, url
        self.leader = office.enrolled_over(url, COORDINATOR)
        self.volunteer = office.enrolled_over(url, VOLUNTEER)

    def shift(self, days: float = 2, **values: Any) -> Entry:
        begins = self.leader.world.now() + timedelta(days=days)
        period = {"from": begins.isoformat(), "to": (begins + timedelta(hours=1)).isoformat()}
        body = {"name": NAME, "place": "九龙小学东门", "period": period, "needed": 2} | values
        made = entries.add(self.leader, "shift", body, self.office.unit("新宁镇"))
        return entries.move(self.leader, made.id, "publish")

    def signed_up(self, shift: Entry) -> Entry:
        self.sync()
        them = self.volunteer.person.author.stored()
        body = {"shift": {"id": shift.id, "number": shift.number}, "person": them, "name": NAME,
                "period": shift.body["period"]}  # fmt: skip
        made = entries.add(self.volunteer, "signup", body)
        self.sync()
        return entries.get(self.volunteer, made.id)

    def sync(self) -> None:
        for desk in (self.leader, self.volunteer, self.leader, self.volunteer):
            self.office.sync(desk, self.client(desk))

    def client(self, desk: Desk | None = None) -> Client:
        return Client(self.url, (desk or self.volunteer).identity.token)

    def address(self) -> str:
        return self.url + (self.client().feed().path or self.client().make_feed().path)

    def events(self) -> dict[str, Any]:
        answer = requests.get(self.address(), timeout=30)
        assert answer.status_code == 200, answer.text
        return _events(answer.content)


def _events(data: bytes) -> dict[str, Any]:
    parsed = Calendar.from_ical(data)
    assert parsed.to_ical() == data, "it does not round-trip"
    assert not parsed.errors
    return {str(each["uid"]): each for each in parsed.walk("VEVENT")}


@pytest.fixture
def roster(office: Office) -> Iterator[Roster]:
    with office.online() as url:
        yield Roster(office, url)


@pytest.fixture
def small(small_office: Office) -> Iterator[Roster]:
    with small_office.online() as url:
        yield Roster(small_office, url)


def test_a_place_at_a_shift_stands_in_the_calendar(roster: Roster) -> None:
    shift = roster.shift()
    signup = roster.signed_up(shift)
    assert signup.state == "placed"
    event = roster.events()[f"{signup.id}@gridapp"]
    assert (event["summary"], event["location"], event["status"]) == (NAME, "九龙小学东门", "CONFIRMED")
    assert event.decoded("dtstart").isoformat() == "2026-11-20T04:00:00+00:00"
    assert event.decoded("dtend") - event.decoded("dtstart") == timedelta(hours=1)
    alarms = [alarm.decoded("trigger") for alarm in event.walk("VALARM")]
    assert alarms == [timedelta(days=-1), timedelta(hours=-1)]


def test_the_file_of_the_computer_and_the_address_say_the_same(small: Roster) -> None:
    small.signed_up(small.shift())
    desk = small.volunteer
    assert calendar_bytes(calendar.meetings(desk), desk.world) == requests.get(
        small.address(), headers={"Accept-Language": "en"}, timeout=30
    ).content  # fmt: skip


def test_a_moved_shift_raises_the_version_and_moves_the_time(small: Roster) -> None:
    shift = small.shift()
    signup = small.signed_up(shift)
    (before,) = small.events().values()
    later = small.leader.world.now() + timedelta(days=3)
    period = {"from": later.isoformat(), "to": (later + timedelta(hours=1)).isoformat()}
    entries.edit(small.leader, shift.id, {"period": period})
    small.sync()
    (after,) = small.events().values()
    assert after["uid"] == before["uid"] == f"{signup.id}@gridapp"
    assert after["sequence"] > before["sequence"]
    assert after.decoded("dtstart") - before.decoded("dtstart") == timedelta(days=1)
    entries.edit(small.leader, shift.id, {"place": "北门"})
    small.sync()
    (again,) = small.events().values()
    assert again["sequence"] > after["sequence"]
    assert again["location"] == "北门"


def test_what_is_called_off_or_withdrawn_is_cancelled(small: Roster) -> None:
    shift, other = small.shift(), small.shift(days=4)
    called_off, withdrawn = small.signed_up(shift), small.signed_up(other)
    entries.move(small.leader, shift.id, "cancel")
    entries.move(small.volunteer, withdrawn.id, "withdraw")
    small.sync()
    found = small.events()
    for each in (called_off, withdrawn):
        event = found[f"{each.id}@gridapp"]
        assert (event["status"], event["transp"]) == ("CANCELLED", "TRANSPARENT")
        assert not event.walk("VALARM")
        assert event["sequence"] > each.seq


def test_a_shift_called_off_without_a_network_is_cancelled_in_the_file_at_once(small: Roster) -> None:
    small.signed_up(small.shift())
    desk = small.volunteer
    (meeting,) = calendar.meetings(desk)
    before = _events(calendar_bytes([meeting], desk.world))[f"{meeting.entry.id}@gridapp"]
    entries.move(desk, meeting.entry.id, "withdraw")
    (event,) = _events(calendar_bytes(calendar.meetings(desk), desk.world)).values()
    assert (before["status"], event["status"]) == ("CONFIRMED", "CANCELLED")
    assert event["sequence"] > before["sequence"]


def test_nobody_else_is_named_and_nobody_elses_shifts_are_there(roster: Roster) -> None:
    shift = roster.shift(note="请找王德顺领反光衣")
    signup = roster.signed_up(shift)
    other = {"id": roster.leader.person.id, "name": roster.leader.person.name}
    body = {"shift": {"id": shift.id, "number": ""}, "person": other, "name": NAME}
    theirs = entries.add(roster.leader, "signup", body, roster.office.unit("新宁镇"))
    roster.sync()
    assert set(roster.events()) == {f"{signup.id}@gridapp"}
    text = requests.get(roster.address(), timeout=30).text.replace("\r\n ", "")
    for name in (COORDINATOR[0], "王德顺", VOLUNTEER[0], theirs.id):
        assert name not in text


def test_what_is_about_its_person_is_there_wherever_it_lies(roster: Roster) -> None:
    """A place that somebody gave them in a unit which is not theirs; another's there is none of their business."""
    begins = roster.leader.world.now() + timedelta(days=2)
    period = {"from": begins.isoformat(), "to": (begins + timedelta(hours=1)).isoformat()}
    there = roster.office.unit("和盛镇")
    body = {"name": NAME, "place": "东门", "period": period, "needed": 2}
    shift = entries.add(roster.leader, "shift", body, there)
    them = roster.volunteer.person.author.stored()
    ask = {"shift": {"id": shift.id, "number": ""}, "person": them, "name": NAME, "period": period}
    entries.add(roster.leader, "signup", ask, there)
    entries.add(roster.leader, "signup", {**ask, "person": "李秀兰"}, there)
    roster.sync()
    assert len(roster.events()) == 1


def test_what_has_not_changed_is_not_sent_again(small: Roster) -> None:
    shift = small.shift()
    small.signed_up(shift)
    address = small.address()
    first = requests.get(address, timeout=30)
    tag = first.headers["ETag"]
    assert first.headers["Cache-Control"] == "private, no-cache"
    assert first.headers["Content-Type"].startswith("text/calendar")
    for asked in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        same = requests.get(address, headers={"If-None-Match": asked}, timeout=30)
        assert (same.status_code, same.content, same.headers["ETag"]) == (304, b"", tag)
    entries.edit(small.leader, shift.id, {"place": "北门"})
    small.sync()
    other = requests.get(address, headers={"If-None-Match": tag}, timeout=30)
    assert other.status_code == 200
    assert other.headers["ETag"] != tag


def test_an_address_ends_with_its_renewal_its_withdrawal_and_its_person(roster: Roster) -> None:
    client = roster.client()
    assert client.feed().path == ""
    first = roster.url + client.make_feed().path
    assert roster.url + client.feed().path == first
    second = roster.url + client.make_feed().path
    assert [requests.get(each, timeout=30).status_code for each in (first, second)] == [404, 200]
    client.withdraw_feed()
    assert client.feed().path == ""
    assert requests.get(second, timeout=30).status_code == 404
    third = roster.url + client.make_feed().path
    assert requests.get(third, timeout=30).status_code == 200
    with roster.office.centre.database.transaction(sights.in_county(COUNTY)) as connection:
        theirs = account.c.id == roster.volunteer.person.id
        connection.execute(update(account).where(theirs).values(active=False))
    assert requests.get(third, timeout=30).status_code == 404


def test_what_was_made_up_is_turned_away_and_then_not_answered(small: Roster) -> None:
    good = small.address()
    token = good.rpartition("/")[2].removesuffix(".ics")
    wrong = [token[:-1] + ("0" if token[-1] != "0" else "1"), token.upper(), "0" * 64, "x", "%2e%2e"]
    codes = [requests.get(f"{small.url}/feeds/{each}.ics", timeout=30).status_code for each in wrong]
    assert codes == [404] * len(wrong)
    for _ in range(feeds.Strangers.MOST - len(wrong)):
        requests.get(f"{small.url}/feeds/{'0' * 64}.ics", timeout=30)
    busy = requests.get(f"{small.url}/feeds/{'0' * 64}.ics", timeout=30)
    assert (busy.status_code, busy.headers["Retry-After"]) == (429, "30")
    assert requests.get(good, timeout=30).status_code == 200, "whoever has an address never waits"


def test_what_the_database_holds_opens_nothing(small: Roster) -> None:
    token = small.address().rpartition("/")[2].removesuffix(".ics")
    with small.office.owner() as connection:
        (row,) = connection.execute(feeds.feed.select()).all()
    assert row.salt == token[:32]
    assert not any(token[32:] in str(value) for value in row)
    assert not feeds.is_genuine(b"another key of a server's", token)


def test_the_commands(small: Roster, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    signup = small.signed_up(small.shift())
    home = str(small.office.home_of(small.volunteer).folder)
    run = ["--lang", "en", "--home", home]
    assert main([*run, "calendar", "export", str(tmp_path / "shifts.ics")]) == 0
    assert set(_events((tmp_path / "shifts.ics").read_bytes())) == {f"{signup.id}@gridapp"}
    capsys.readouterr()
    addresses = []
    for more in ([], [], ["--renew"]):
        assert main([*run, "calendar", "feed", *more]) == 0
        addresses.append(capsys.readouterr().out.strip())
    assert addresses[0] == addresses[1] != addresses[2]
    assert requests.get(addresses[2], timeout=30).status_code == 200
    assert main([*run, "calendar", "feed", "--withdraw"]) == 0
    assert requests.get(addresses[2], timeout=30).status_code == 404
