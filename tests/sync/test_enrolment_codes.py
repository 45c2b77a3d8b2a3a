"""One code, one computer: many at once over real HTTP, too late, and after the server was put back."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from gridapp.actions import entries
from gridapp.domain.errors import Refused
from gridapp.server import accounts, centre
from gridapp.store.vault import Identity
from gridapp.sync import fingerprints, heads
from gridapp.sync.client import Client, ServerRefused
from gridapp.sync.engine import Direct, run_round
from gridapp.sync.enrolment import exchange
from gridapp.sync.protocol import Checkpoint, Pull
from tests.conftest import FakeClock
from tests.office import COORDINATOR, VOLUNTEER, Office, make

MANY = 50


def enrolled_by(url: str, code: str, name: str = "office") -> Identity | None:
    try:
        return exchange(Client(url), code, name)
    except Refused:
        return None


def test_fifty_with_one_code_and_exactly_one_gets_in(office: Office) -> None:
    with office.online() as url, ThreadPoolExecutor(MANY) as pool:
        code = office.code(VOLUNTEER)
        found = list(pool.map(lambda n: enrolled_by(url, code, f"office {n}"), range(MANY)))
        (winner,) = [each for each in found if each is not None]
        (listed,) = centre.list_of_computers(office.centre)
        assert listed.id == winner.device_id
        Client.of(winner).pull(Pull(Checkpoint()))


def test_fifty_with_a_code_each_all_get_in(office: Office) -> None:
    """The negative control: nothing but the code keeps the others out."""
    with office.online() as url, ThreadPoolExecutor(MANY) as pool:
        codes = [office.code(VOLUNTEER) for _ in range(MANY)]
        found = list(pool.map(lambda code: enrolled_by(url, code), codes))
    assert len({each.device for each in found if each}) == MANY


def test_a_code_is_good_for_a_day(office: Office, clock: FakeClock) -> None:
    with office.online() as url:
        late, in_time = office.code(VOLUNTEER), office.code(VOLUNTEER)
        clock.pass_by(seconds=(accounts.CODE_LIFE - timedelta(seconds=1)).total_seconds())
        assert enrolled_by(url, in_time)
        clock.pass_by(seconds=1)
        with pytest.raises(Refused, match="older than a day"):
            exchange(Client(url), late, "office")


def test_a_code_used_since_the_backup_enrols_nobody_in_silence(office: Office) -> None:
    """The server cannot know that it was used: but the list shows the second computer, it waits where computers are
    approved, with another fingerprint, and the first is told that it needs a new code, with its work safe."""
    with office.online() as url:
        staff = office.enrolled_over(url, COORDINATOR)
        centre.set_approvals(office.centre, True)
        code = office.code(VOLUNTEER)
        backup = office.backup()
        first = office.enrolled_over(url, VOLUNTEER, code)
        unsent = make(first, "hazard", office.dice)
        office.restore(backup)
        with pytest.raises(ServerRefused, match="no longer knows this computer"):
            run_round(Direct(first.vault), Client.of(first.identity))
        assert entries.get(first, unsent.id).body == unsent.body
        second = enrolled_by(url, code)
        assert second is not None
        (listed,) = [each for each in Client.of(staff.identity).computers() if each.waiting]
        assert listed.id == second.device_id
        own = fingerprints.of_key(heads.public_key(first.identity.key))
        with pytest.raises(Refused, match="fingerprints differ"):
            centre.approve(office.centre, listed.id, own)
        with pytest.raises(ServerRefused, match="Nobody has approved"):
            Client.of(second).pull(Pull(Checkpoint()))
        assert enrolled_by(url, code) is None
