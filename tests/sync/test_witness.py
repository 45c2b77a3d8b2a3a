"""A computer keeps what the server signed every day, and finds out when the server's past becomes another."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

import msgspec
import pytest
from sqlalchemy import text

from gridapp.actions.desk import Desk
from gridapp.domain.errors import WorldFailed
from gridapp.store import settings
from gridapp.sync import witness
from gridapp.sync.client import ServerRefused
from gridapp.sync.protocol import Checkpoint, SignedMark
from gridapp.sync.receipts import Signer, mark_of, signed_mark
from tests.office import COORDINATOR, VOLUNTEER, Office, make


class Altered:
    """The server's hub, except that somebody stands between: `marks` gives what is answered instead."""

    def __init__(self, hub: Any, marks: Any = None, common: Any = None) -> None:
        self._hub, self._marks, self._common = hub, marks, common

    def __getattr__(self, name: str) -> Any:
        return getattr(self._hub, name)

    def day_marks(self, since: int) -> list[SignedMark]:
        shown: list[SignedMark] = self._hub.day_marks(since)
        return self._marks(shown, since) if self._marks else shown

    def common(self, known: Sequence[Checkpoint]) -> Checkpoint:
        return self._common(known) if self._common else self._hub.common(known)


def kept(desk: Desk) -> list[int]:
    with desk.vault.reading() as connection:
        marks = [SignedMark(*each) for each in settings.get(connection, "day_marks", [])]
    return [mark.n for each in marks if (mark := mark_of(desk.identity.server_key, each))]


def work(office: Office, desk: Desk, dice: random.Random, days: int = 1) -> None:
    for _ in range(days):
        make(desk, "hazard", dice)
        assert office.sync(desk).doubts == []
        office.clock.pass_by(days=1)  # type: ignore[attr-defined]


def test_every_day_has_a_mark_and_each_names_the_one_before(office: Office, dice: random.Random) -> None:
    volunteer, coordinator = office.desk(VOLUNTEER), office.desk(COORDINATOR)
    work(office, volunteer, dice, 4)
    assert kept(volunteer) == [1, 2, 3, 4]
    assert office.sync(coordinator).doubts == []
    assert kept(coordinator) == [5]  # who is new begins with today's
    office.clock.pass_by(days=9)  # type: ignore[attr-defined]
    assert office.sync(volunteer).doubts == []
    assert kept(volunteer) == [1, 2, 3, 4, 5, 6]  # nobody asked meanwhile: nothing happened either


def test_it_asks_once_a_day(small_office: Office, dice: random.Random) -> None:
    volunteer = small_office.desk(VOLUNTEER)
    asked = []

    def count(shown: list[SignedMark], since: int) -> list[SignedMark]:
        asked.append(since)
        return shown

    for _ in range(3):
        small_office.sync(volunteer, Altered(small_office.line(volunteer), count))
    small_office.clock.pass_by(days=1)  # type: ignore[attr-defined]
    small_office.sync(volunteer, Altered(small_office.line(volunteer), count))
    assert asked == [0, 1]


def test_a_server_set_back_is_told_once_and_the_proof_stays(office: Office, dice: random.Random) -> None:
    volunteer = office.desk(VOLUNTEER)
    work(office, volunteer, dice, 2)
    backup = office.backup()
    work(office, volunteer, dice, 2)
    office.restore(backup)
    report = office.sync(volunteer)
    assert report.restored
    assert "another past than the one it signed on 2026-11-21" in report.doubts[0]
    with volunteer.vault.reading() as connection:
        ((proof, instead),) = settings.get(connection, "day_marks_disputed")
    assert mark_of(volunteer.identity.server_key, SignedMark(*proof)).n == 4  # type: ignore[union-attr]
    assert proof != instead
    work(office, volunteer, dice, 2)  # and it goes on from there


def test_a_history_rewritten_with_all_its_hashes_is_found(small_office: Office, dice: random.Random) -> None:
    """The keeper of the database makes everything anew, and even signs it: only who kept the old mark knows better."""
    volunteer = small_office.desk(VOLUNTEER)
    work(small_office, volunteer, dice, 2)

    def another(shown: list[SignedMark], since: int) -> list[SignedMark]:
        first = mark_of(volunteer.identity.server_key, shown[0])
        assert first is not None
        forged = msgspec.structs.replace(first, audit=Checkpoint(first.audit.seq, "f" * 64))
        return [signed_mark(small_office.centre.signer, forged), *shown[1:]]

    report = small_office.sync(volunteer, Altered(small_office.line(volunteer), another))
    assert len(report.doubts) == 1


@pytest.mark.parametrize("broken", ["before", "county", "shorter", "gap", "journal"])
def test_a_later_mark_that_contradicts_is_found(
    small_office: Office, dice: random.Random, broken: str
) -> None:
    volunteer = small_office.desk(VOLUNTEER)
    work(small_office, volunteer, dice, 2)

    def altered(shown: list[SignedMark], since: int) -> list[SignedMark]:
        mark = mark_of(volunteer.identity.server_key, shown[-1])
        assert mark is not None
        changes: dict[str, Any] = {
            "before": {"before": "0" * 64},
            "county": {"county": "621000000000"},
            "shorter": {"journal": Checkpoint(1, mark.journal.hash)},
            "gap": {"n": mark.n + 1},
            "journal": {"journal": Checkpoint(mark.journal.seq, "a" * 64)},
        }[broken]
        forged = signed_mark(small_office.centre.signer, msgspec.structs.replace(mark, **changes))
        return [*shown[:-1], forged]

    make(volunteer, "hazard", dice)
    hub = Altered(small_office.line(volunteer), altered)
    assert len(small_office.sync(volunteer, hub).doubts) >= 1


def test_a_mark_nobody_signed_is_not_taken(small_office: Office, dice: random.Random) -> None:
    volunteer = small_office.desk(VOLUNTEER)
    work(small_office, volunteer, dice)
    stranger = Signer(b"\x07" * 32)

    def unsigned(shown: list[SignedMark], since: int) -> list[SignedMark]:
        return [*shown[:-1], SignedMark(shown[-1].data, stranger.sign(shown[-1].data.encode()))]

    report = small_office.sync(volunteer, Altered(small_office.line(volunteer), unsigned))
    assert "not signed" in report.doubts[0]
    assert kept(volunteer) == [1]


def test_a_server_that_no_longer_has_what_it_signed_is_found(
    small_office: Office, dice: random.Random
) -> None:
    volunteer = small_office.desk(VOLUNTEER)
    work(small_office, volunteer, dice)
    hub = Altered(small_office.line(volunteer), common=lambda known: Checkpoint())
    assert "another past" in small_office.sync(volunteer, hub).doubts[0]


def test_what_the_computer_was_shown_otherwise_counts_too(small_office: Office, dice: random.Random) -> None:
    volunteer = small_office.desk(VOLUNTEER)
    work(small_office, volunteer, dice)
    with volunteer.vault.writing() as connection:
        connection.execute(text("UPDATE setting SET value = '[]' WHERE key = 'day_marks'"))

    def other_hash(shown: list[SignedMark], since: int) -> list[SignedMark]:
        mark = mark_of(volunteer.identity.server_key, shown[-1])
        assert mark is not None
        journal = Checkpoint(mark.journal.seq, "b" * 64)
        return [signed_mark(small_office.centre.signer, msgspec.structs.replace(mark, journal=journal))]

    agreeing = Altered(small_office.line(volunteer), other_hash, lambda known: known[0])
    assert "another past" in small_office.sync(volunteer, agreeing).doubts[0]


def test_an_older_server_is_no_reason_to_worry(small_office: Office, dice: random.Random) -> None:
    volunteer = small_office.desk(VOLUNTEER)

    def unknown(status: int) -> Any:
        def raising(shown: list[SignedMark], since: int) -> list[SignedMark]:
            raise ServerRefused("", "", status)

        return raising

    hub = Altered(small_office.line(volunteer), unknown(404))
    assert small_office.sync(volunteer, hub).doubts == []
    with pytest.raises(WorldFailed):
        small_office.sync(volunteer, Altered(small_office.line(volunteer), unknown(503)))


def test_only_so_many_are_kept(
    small_office: Office, dice: random.Random, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(witness, "MOST_KEPT", 3)
    volunteer = small_office.desk(VOLUNTEER)
    work(small_office, volunteer, dice, 5)
    assert kept(volunteer) == [3, 4, 5]
