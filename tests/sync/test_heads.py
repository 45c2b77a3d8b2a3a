"""What a computer sends is under its own key: nobody else's counts, and a computer without one gets one."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import msgspec
import pytest
from sqlalchemy import select, update

from gridapp.actions import status
from gridapp.actions.desk import Desk
from gridapp.domain.errors import NotAllowed, Refused
from gridapp.server import tables
from gridapp.store.vault import put_identity
from gridapp.sync import heads
from gridapp.sync.protocol import Checkpoint, Push, PushAnswer
from tests.office import COORDINATOR, VOLUNTEER, Line, Office, make


def key_of(office: Office, desk: Desk) -> str:
    with office.owner() as connection:
        mine = tables.device.c.id == desk.identity.device_id
        return str(connection.execute(select(tables.device.c.key).where(mine)).scalar_one())


def without_key(office: Office, desk: Desk) -> None:
    """As both sides were before there were keys."""
    keyless = replace(desk.vault.identity(), key="")
    with desk.vault.writing() as connection:
        put_identity(connection, keyless)
    with office.owner() as connection:
        mine = tables.device.c.id == desk.identity.device_id
        connection.execute(update(tables.device).where(mine).values(key=""))


def changing(line: Line, **values: Any) -> Line:
    """A line that sends something else than was signed."""
    real = line.push

    def push(asked: Push) -> PushAnswer:
        return real(msgspec.structs.replace(asked, **values))

    line.push = push  # type: ignore[method-assign]
    return line


@pytest.mark.parametrize(
    "values",
    [
        {"signature": ""},
        {"signature": "0" * 128},
        {"key": "", "signature": ""},
        {"tip": None},
        {"tip": "another"},
        {"cut": 0},
        {"batch": "another"},
        {"digest": "0" * 64},
        {"checkpoint": Checkpoint(0, "f" * 64)},
        {"sent_at": "2026-11-01T00:00:00+00:00"},
        {"ops": []},
    ],
)
def test_what_is_not_signed_as_it_is_is_refused_and_stays_where_it_is(
    small_office: Office, dice: random.Random, values: dict[str, Any]
) -> None:
    desk = small_office.desk(VOLUNTEER)
    make(desk, "hazard", dice)
    with pytest.raises(NotAllowed, match="not signed by the computer"):
        small_office.sync(desk, changing(small_office.line(desk), **values))
    assert status.status(desk).unsent_total == 1
    assert small_office.sync(desk).verdicts == {"stored": 1}


def test_another_computers_signature_counts_for_nothing(small_office: Office, dice: random.Random) -> None:
    desk, other = small_office.desk(VOLUNTEER), small_office.desk(COORDINATOR)
    make(desk, "hazard", dice)
    line = small_office.line(desk)
    real, answers = line.push, []

    def push(asked: Push) -> PushAnswer:
        wrong = replace(desk.vault.identity(), key=other.vault.identity().key)
        answers.append(real(heads.signed(asked, wrong)))
        return real(asked)

    line.push = push  # type: ignore[method-assign]
    assert small_office.sync(desk, line).verdicts == {"stored": 1}
    assert answers[0].tip == ""
    with small_office.owner() as connection:
        refused = select(tables.audit.c.reason).where(tables.audit.c.act == "push")
        assert connection.execute(refused).scalars().all() == ["another-key"]


def test_a_computer_from_before_there_were_keys_gets_one(office: Office, dice: random.Random) -> None:
    desk = office.desk(VOLUNTEER)
    without_key(office, desk)
    make(desk, "hazard", dice)
    assert office.sync(desk).verdicts == {"stored": 1}
    assert key_of(office, desk) == heads.public_key(desk.vault.identity().key)
    make(desk, "hazard", dice)
    with pytest.raises(NotAllowed, match="not signed"):
        office.sync(desk, changing(office.line(desk), key="", signature=""))


def test_its_copy_makes_another_and_becomes_one_of_its_own(office: Office, dice: random.Random) -> None:
    first = office.desk(VOLUNTEER)
    without_key(office, first)
    second = office.copied(first)
    make(first, "hazard", dice)
    make(second, "hazard", dice)
    office.sync(first)
    report = office.sync(second)
    assert report.identity_changed
    assert report.verdicts == {"stored": 1}
    assert first.identity.device_id != second.identity.device_id
    assert key_of(office, first) != key_of(office, second)
    assert key_of(office, second) == heads.public_key(second.vault.identity().key)


def test_what_is_no_key_enrols_nobody(small_office: Office) -> None:
    line = small_office.line(small_office.desk(VOLUNTEER))
    for wrong in ("x" * 64, "0" * 63, "A" * 64):
        with pytest.raises(Refused):
            line.renew(wrong)
