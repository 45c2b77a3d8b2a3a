"""The list of computers, and taking one off it."""

from __future__ import annotations

import random

import pytest

from gridapp.actions import entries, status
from gridapp.domain.errors import NotFound, Refused
from gridapp.server import centre
from gridapp.sync.client import Client, ServerRefused
from gridapp.sync.engine import Direct, run_round
from gridapp.sync.protocol import Checkpoint, Pull
from tests.conftest import FakeClock
from tests.office import COORDINATOR, VOLUNTEER, Office, make


def test_each_stands_there_with_its_person_and_last_contact(office: Office, clock: FakeClock) -> None:
    first, second = office.desk(VOLUNTEER), office.desk(COORDINATOR)
    clock.pass_by(hours=1)
    office.sync(first)
    found = centre.list_of_computers(office.centre)
    assert [(each.person, each.id) for each in found] == [
        (VOLUNTEER[0], first.identity.device_id),
        (COORDINATOR[0], second.identity.device_id),
    ]
    assert found[0].last_contact.startswith("2026-11-18T05:00")
    assert (found[1].last_contact, found[1].revoked_at) == ("", "")


def test_from_the_next_request_it_gets_nothing_and_keeps_everything(
    office: Office, dice: random.Random
) -> None:
    with office.online() as url:
        lost, other = office.enrolled_over(url, VOLUNTEER), office.enrolled_over(url, COORDINATOR)
        make(other, "hazard", dice)
        run_round(Direct(other.vault), Client.of(other.identity))
        unsent = make(lost, "hazard", dice)
        centre.revoke(office.centre, lost.identity.device)
        client = Client.of(lost.identity)
        for request in (
            lambda: client.pull(Pull(Checkpoint())),
            client.snapshot,
            lambda: client.renew("0" * 64),
            lambda: client.wait(0),
            lambda: client.download("a" * 64, 0, 10),
        ):
            with pytest.raises(ServerRefused, match="took this computer off its list") as refused:
                request()
            assert refused.value.status == 401
        assert status.status(lost).unsent_total == 1
        assert entries.get(lost, unsent.id).body == unsent.body
        run_round(Direct(other.vault), Client.of(other.identity))  # nobody else notices


def test_only_one_that_is_there_can_be_taken_off_and_only_once(office: Office) -> None:
    desk = office.desk(VOLUNTEER)
    with pytest.raises(NotFound, match="No computer here is called 999"):
        centre.revoke(office.centre, "999")
    centre.revoke(office.centre, desk.identity.device)
    with pytest.raises(Refused, match="before"):
        centre.revoke(office.centre, desk.identity.device_id)
    assert centre.list_of_computers(office.centre)[0].revoked_at
