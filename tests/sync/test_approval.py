"""A new computer waits until somebody of staff has compared its fingerprint: it hands its work in, nothing is lost, and
it is told nothing of others until then."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from gridapp.actions import attention, entries, status
from gridapp.actions.desk import Desk
from gridapp.domain.entry import Entry
from gridapp.domain.errors import NotFound, Refused
from gridapp.domain.record import example, record_type
from gridapp.server import centre
from gridapp.sync import fingerprints, heads
from gridapp.sync.client import Client, ServerRefused
from gridapp.sync.engine import Direct, run_round
from gridapp.sync.known_computers import Approve
from gridapp.sync.protocol import Checkpoint, Pull
from tests.office import COORDINATOR, GRID_WORKER, STRANGER, VOLUNTEER, Office, make, smuggle


def go(desk: Desk) -> None:
    run_round(Direct(desk.vault), Client.of(desk.identity))
    desk.reload()


def own_fingerprint(desk: Desk) -> str:
    return fingerprints.of_key(heads.public_key(desk.identity.key))


def near(desk: Desk, office: Office, dice: random.Random) -> Entry:
    """A record of the township of the others."""
    body = example(record_type("hazard"), desk.world, dice)
    return entries.add(desk, "hazard", body, unit=office.unit("新宁镇"))


@pytest.fixture
def url(small_office: Office) -> Iterator[str]:
    """An office that approves, whose first computer (a coordinator's) is there."""
    centre.set_approvals(small_office.centre, True)
    with small_office.online() as address:
        yield address


def test_the_first_computer_is_trusted_and_the_next_one_waits(small_office: Office, url: str) -> None:
    first, second = small_office.enrolled_over(url, COORDINATOR), small_office.enrolled_over(url, VOLUNTEER)
    waiting = {each.id: bool(each.waiting) for each in centre.list_of_computers(small_office.centre)}
    assert waiting == {first.identity.device_id: False, second.identity.device_id: True}
    go(first)


def test_an_office_that_does_not_approve_trusts_the_code(small_office: Office) -> None:
    """The negative control: without the setting nobody waits."""
    with small_office.online() as url:
        small_office.enrolled_over(url, COORDINATOR)
        go(small_office.enrolled_over(url, VOLUNTEER))
    assert not any(each.waiting for each in centre.list_of_computers(small_office.centre))


def test_it_hands_its_work_in_and_gets_nothing(small_office: Office, url: str, dice: random.Random) -> None:
    first, grid = small_office.enrolled_over(url, COORDINATOR), small_office.enrolled_over(url, VOLUNTEER)
    theirs = near(first, small_office, dice)
    go(first)
    mine = make(grid, "hazard", dice)
    for _ in range(2):
        with pytest.raises(ServerRefused, match="waits to be approved") as refused:
            go(grid)
        assert own_fingerprint(grid) in refused.value.message
    client = Client.of(grid.identity)
    for request in (
        lambda: client.pull(Pull(Checkpoint())),
        client.snapshot,
        client.computers,
        lambda: client.renew("0" * 64),
        lambda: client.wait(0),
        lambda: client.download("a" * 64, 0, 10),
        lambda: client.approve(Approve(grid.identity.device_id, own_fingerprint(grid))),
    ):
        with pytest.raises(ServerRefused, match="Nobody has approved"):
            request()
    assert status.status(grid).unsent_total == 0
    assert entries.get(grid, mine.id).body == mine.body
    with pytest.raises(NotFound):
        entries.get(grid, theirs.id)
    go(first)
    with pytest.raises(NotFound):
        entries.get(first, mine.id)


def test_once_approved_its_work_counts_and_others_records_come(
    small_office: Office, url: str, dice: random.Random
) -> None:
    first, grid = small_office.enrolled_over(url, COORDINATOR), small_office.enrolled_over(url, VOLUNTEER)
    theirs = near(first, small_office, dice)
    go(first)
    mine = [make(grid, "hazard", dice) for _ in range(3)]
    with pytest.raises(ServerRefused):
        go(grid)
    entries.edit(grid, mine[0].id, {"description": "后来改的"})
    with pytest.raises(ServerRefused):
        go(grid)
    (seen,) = [each for each in Client.of(first.identity).computers() if each.waiting]
    Client.of(first.identity).approve(Approve(seen.id, own_fingerprint(grid)))
    for desk in (grid, first):
        go(desk)
    assert entries.get(grid, theirs.id).body == theirs.body
    for each in mine:
        assert entries.get(first, each.id).body == entries.get(grid, each.id).body
    assert entries.get(first, mine[0].id).body["description"] == "后来改的"
    assert [attention.matters(desk) for desk in (grid, first)] == [[], []]
    later = make(grid, "hazard", dice)
    for desk in (grid, first):
        go(desk)
    assert entries.get(first, later.id).body == later.body


def test_only_the_fingerprint_that_was_read_is_approved(small_office: Office, url: str) -> None:
    first, other = small_office.enrolled_over(url, COORDINATOR), small_office.enrolled_over(url, VOLUNTEER)
    client, device = Client.of(first.identity), other.identity.device_id
    for wrong in ("", own_fingerprint(first), own_fingerprint(other)[:-1]):
        with pytest.raises(Refused, match="fingerprints differ"):
            client.approve(Approve(device, wrong))
    with pytest.raises(ServerRefused):
        go(other)
    client.approve(Approve(device, own_fingerprint(other).upper().replace(" ", "-")))
    go(other)
    with pytest.raises(Refused, match="approved before"):
        client.approve(Approve(device, own_fingerprint(other)))


def test_only_staff_of_the_unit_see_and_approve(small_office: Office, url: str) -> None:
    small_office.enrolled_over(url, COORDINATOR)
    other = small_office.enrolled_over(url, STRANGER)
    near = small_office.enrolled_over(url, ("李建国", "coordinator", "新宁镇"))
    grid = small_office.enrolled_over(url, GRID_WORKER)
    for each in (near, grid):
        centre.approve(small_office.centre, each.identity.device, own_fingerprint(each))
    asked = Approve(other.identity.device_id, own_fingerprint(other))
    for desk in (near, grid):
        with pytest.raises(ServerRefused, match="approved by coordinators"):
            Client.of(desk.identity).approve(asked)
    with pytest.raises(ServerRefused, match="for coordinators"):
        Client.of(grid.identity).computers()
    assert {each.person for each in Client.of(near.identity).computers()} == {"李建国", GRID_WORKER[0]}


def test_what_its_author_may_not_do_stays_held_for_its_own_reason(
    small_office: Office, url: str, dice: random.Random
) -> None:
    first, other = small_office.enrolled_over(url, COORDINATOR), small_office.enrolled_over(url, VOLUNTEER)
    wrong = make(other, "hazard", dice)
    smuggle(other, wrong.id, unit=small_office.unit("和盛镇"))
    with pytest.raises(ServerRefused):
        go(other)
    centre.approve(small_office.centre, other.identity.device, own_fingerprint(other))
    go(other)
    (matter,) = attention.matters(other)
    assert matter.item.detail["code"] == "not_allowed"
    with pytest.raises(NotFound):
        entries.get(first, wrong.id)
