"""The offline grant: fourteen days at most, whatever is done to the clock; recording goes on when it is over."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from gridapp.actions import attention, candidates, entries, photos, status, today
from gridapp.actions.desk import Desk
from gridapp.domain.errors import NotFound, Refused, WorldFailed
from gridapp.domain.org import COUNTY
from gridapp.domain.record import record_type
from gridapp.server import offline as at_server
from gridapp.store import checks, grants
from gridapp.store.grants import LONGEST, Countdown
from gridapp.store.home import Home
from gridapp.store.lists import Query
from gridapp.sync import offline
from gridapp.sync.protocol import Pull, PullAnswer, SignedGrant
from gridapp.sync.receipts import OfflineGrant, Signer, signed_grant
from tests.conftest import NOON, FakeClock
from tests.office import COORDINATOR, PASSWORD, VOLUNTEER, Line, Office, make

HAZARD = Query(record_type("hazard"))


def opened_again(desk: Desk) -> Desk:
    """The same person, later: another run of the program."""
    return Desk(desk.vault, desk.shared)


def with_others(office: Office, dice: random.Random) -> Desk:
    """A coordinator's computer with a volunteer's record on it."""
    volunteer, coordinator = office.desk(VOLUNTEER), office.desk(COORDINATOR)
    make(volunteer, "hazard", dice, description="金丝雀")
    office.sync(volunteer)
    office.sync(coordinator)
    return coordinator


def test_it_comes_with_contact_signed_and_is_fourteen_days_long(
    office: Office, dice: random.Random, clock: FakeClock
) -> None:
    desk = with_others(office, dice)
    with desk.vault.reading() as connection:
        known = grants.kept(connection)
    assert known is not None
    grant = SignedGrant(known.data, known.signature)
    assert Signer(bytes(32)).public != desk.identity.server_key
    with pytest.raises(WorldFailed, match="receipt is not right"):
        offline.grant_of(Signer(bytes(32)).public, grant, desk.identity.device_id, desk.person.id)
    read = offline.grant_of(desk.identity.server_key, grant, desk.identity.device_id, desk.person.id)
    assert (read.county, read.days, read.at) == (COUNTY, 14, NOON.isoformat(timespec="seconds"))
    clock.pass_by(days=13, hours=23)
    assert not opened_again(desk).grant.shut
    clock.pass_by(hours=2)
    assert opened_again(desk).grant.shut


def test_when_it_is_over_others_records_are_shut_and_recording_is_not(
    office: Office, dice: random.Random, clock: FakeClock
) -> None:
    desk = with_others(office, dice)
    (theirs,) = entries.find(desk, HAZARD)
    own_sent = make(desk, "patrol", dice)
    office.sync(desk)
    clock.pass_by(days=15)
    desk = opened_again(desk)
    assert (status.status(desk).grant.shut, entries.find(desk, HAZARD)) == (True, [])
    assert entries.find(desk, Query(record_type("hazard"), words="金丝雀")) == []
    assert entries.count(desk, HAZARD) == 0
    assert today.today(desk).recent == []
    for shut in (theirs, own_sent):
        with pytest.raises(NotFound):
            entries.get(desk, shut.id)
        with pytest.raises(NotFound):
            entries.edit(desk, shut.id, {"description": "改"})
    mine = make(desk, "hazard", dice, description="洪水漫过了桥")
    assert [each.id for each in entries.find(desk, HAZARD)] == [mine.id]
    assert [each.id for each in entries.find(desk, Query(record_type("hazard"), words="洪水"))] == [mine.id]
    entries.edit(desk, mine.id, {"description": "洪水退了"})
    assert status.status(desk).unsent_total == 1
    assert checks.findings(desk.vault) == []
    office.sync(desk)  # the server answers: everything is here as it was, and what was recorded has gone out
    assert {each.id for each in entries.find(desk, HAZARD)} == {theirs.id, mine.id}
    assert status.status(desk).unsent_total == 0
    assert checks.findings(desk.vault) == []


def test_nothing_of_the_shut_view_stays_behind(office: Office, dice: random.Random, clock: FakeClock) -> None:
    desk = with_others(office, dice)
    clock.pass_by(days=15)
    shut = opened_again(desk)
    for _ in range(3):
        assert entries.find(shut, HAZARD) == []
        assert len(entries.find(desk, HAZARD)) == 1  # the same connection, looking as before the end
    with desk.vault.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM sqlite_temp_master").scalar() == 0


def test_everything_that_looks_at_records_looks_through_the_desk() -> None:
    """An action that read the vault itself would show what is shut: these look at the person's own only."""
    import inspect

    from gridapp.actions import checking, drafts

    own = {drafts, status, checking}
    for module in (entries, today, attention, candidates, photos):
        assert "vault.reading()" not in inspect.getsource(module) or module in own


@pytest.mark.parametrize(
    "back", [timedelta(hours=1), timedelta(hours=20), timedelta(days=5), timedelta(days=3650)]
)
def test_a_clock_that_is_turned_back_stretches_nothing(
    office: Office, dice: random.Random, clock: FakeClock, back: timedelta
) -> None:
    """Each day, after the program was used, it is put back and used again."""
    desk = with_others(office, dice)
    left = LONGEST
    used = 0
    for _ in range(40):
        clock.pass_by(days=1)
        opened_again(desk)
        clock.now -= back
        grant = opened_again(desk).grant
        assert grant.left is not None
        assert grant.left <= left, "nothing is ever given back"
        left = grant.left
        if grant.shut:
            break
        used += 1
    assert used in (13, 14) if back < timedelta(days=1) else used == 0


def test_while_it_stands_back_nothing_is_shown_and_put_right_it_goes_on(
    office: Office, dice: random.Random, clock: FakeClock
) -> None:
    desk = with_others(office, dice)
    clock.pass_by(days=10)
    assert not opened_again(desk).grant.shut
    clock.pass_by(days=-6)
    now = opened_again(desk).grant
    assert (now.shut, now.behind) == (True, True)
    clock.pass_by(days=6, minutes=1)
    now = opened_again(desk).grant
    assert (now.shut, now.left is not None and now.left.days) == (False, 3)


@pytest.mark.parametrize("years", [10, -10])
def test_a_clock_that_was_wrong_by_years_locks_nobody_out_once_the_server_was_reached(
    office: Office, dice: random.Random, clock: FakeClock, years: int
) -> None:
    desk = with_others(office, dice)
    clock.pass_by(days=365 * years)
    assert opened_again(desk).grant.shut
    clock.pass_by(days=-365 * years)
    assert opened_again(desk).grant.shut == (years > 0)
    office.sync(desk)
    assert desk.grant.left is not None
    assert desk.grant.left > LONGEST - timedelta(minutes=1)
    clock.pass_by(days=13)
    assert not opened_again(desk).grant.shut


@pytest.mark.parametrize("years", [10, -10])
def test_a_clock_that_is_wrong_by_years_at_the_contact_counts_right_from_there(
    office: Office, dice: random.Random, clock: FakeClock, years: int
) -> None:
    desk = with_others(office, dice)
    clock.pass_by(days=365 * years)
    office.sync(desk)
    clock.pass_by(days=13)
    assert not opened_again(desk).grant.shut
    clock.pass_by(days=2)
    assert opened_again(desk).grant.shut


def test_a_clock_that_stands_still_is_no_help_while_the_program_runs(
    office: Office, dice: random.Random, clock: FakeClock
) -> None:
    desk = with_others(office, dice)
    ticks = [0.0]
    watching = Countdown(desk.vault, lambda: ticks[0])
    while not watching.look().shut:
        ticks[0] += 3600
    assert ticks[0] == 14 * 24 * 3600
    assert Countdown(desk.vault, lambda: 0.0).look().shut  # also for the next run


def test_a_computer_that_belongs_to_no_server_has_no_end(home: Home, clock: FakeClock) -> None:
    shared = home.shared()
    desk = Desk(home.create_vault(shared, PASSWORD), shared)
    dice = random.Random(4)
    make(desk, "hazard", dice)
    clock.pass_by(days=4000)
    assert not opened_again(desk).grant.shut
    assert len(entries.find(desk, HAZARD)) == 1
    desk.vault.close()
    shared.close()


def test_one_enrolled_before_there_were_grants_begins_to_count(
    office: Office, dice: random.Random, clock: FakeClock
) -> None:
    desk = with_others(office, dice)
    with desk.vault.writing() as connection:
        connection.exec_driver_sql("DELETE FROM setting WHERE key = 'offline_grant'")
    clock.pass_by(days=400)
    assert not opened_again(desk).grant.shut
    clock.pass_by(days=15)
    assert opened_again(desk).grant.shut


def test_the_server_may_make_it_shorter_and_never_longer(
    office: Office, dice: random.Random, clock: FakeClock
) -> None:
    desk = with_others(office, dice)
    with office.owner() as connection:
        at_server.set_days(connection, COUNTY, 3)
        for wrong in (0, 15, -1):
            with pytest.raises(Refused, match="from 1 to 14"):
                at_server.set_days(connection, COUNTY, wrong)
    clock.pass_by(hours=2)
    office.sync(desk)
    clock.pass_by(days=4)
    assert opened_again(desk).grant.shut
    forged = OfflineGrant(COUNTY, desk.identity.device_id, desk.person.id, NOON.isoformat(), 4000)
    offline.take(desk.vault, True, signed_grant(office.centre.signer, forged))
    assert opened_again(desk).grant.left == pytest.approx(LONGEST, abs=timedelta(seconds=1))


def test_another_devices_or_another_servers_word_is_not_taken(office: Office, dice: random.Random) -> None:
    desk = with_others(office, dice)
    other = OfflineGrant(COUNTY, "another", desk.person.id, NOON.isoformat(), 14)
    mine = OfflineGrant(COUNTY, desk.identity.device_id, desk.person.id, NOON.isoformat(), 14)
    for wrong in (signed_grant(office.centre.signer, other), signed_grant(Signer(bytes(32)), mine)):
        with pytest.raises(WorldFailed, match="receipt is not right"):
            offline.take(desk.vault, True, wrong)
    offline.take(desk.vault, True, signed_grant(office.centre.signer, mine))


def test_it_is_asked_for_only_when_some_of_it_is_spent(
    office: Office, dice: random.Random, clock: FakeClock
) -> None:
    desk = with_others(office, dice)
    asked: list[bool] = []

    class Listening(Line):
        def pull(self, pull: Pull) -> PullAnswer:
            asked.append(pull.offline)
            return super().pull(pull)

    line = office.line(desk)
    line.__class__ = Listening
    for hours in (0, 2, 0, -30):
        clock.pass_by(hours=hours)
        office.sync(desk, line)
    assert asked == [False, True, False, True]
