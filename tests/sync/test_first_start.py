"""A new computer starts from ready chunks, goes on where it was broken off, and pulls the rest."""

from __future__ import annotations

import random
from typing import Any

import pytest

from gridapp.actions import entries
from gridapp.actions.desk import Desk
from gridapp.domain.errors import WorldFailed
from gridapp.domain.record import example, record_type
from gridapp.server import snapshots
from gridapp.store import checks, settings
from gridapp.store.lists import Query
from gridapp.sync import engine
from tests.office import COORDINATOR, STRANGER, VOLUNTEER, Office, make

HAZARD = record_type("hazard")


@pytest.fixture
def county(office: Office, dice: random.Random, monkeypatch: pytest.MonkeyPatch) -> Office:
    """A server with some records, for which small chunks are worth while."""
    monkeypatch.setattr(snapshots, "WORTH_IT", 20)
    monkeypatch.setattr(snapshots, "CHUNK_ROWS", 10)
    monkeypatch.setattr(snapshots, "_STALE_AFTER", 10)
    desk = office.desk(VOLUNTEER)
    body = example(HAZARD, desk.world, dice)
    entries.add_all(desk, "hazard", [entries.New(body) for _ in range(45)])
    gone = make(desk, "hazard", dice)
    office.sync(desk)
    entries.delete(desk, gone.id)
    office.sync(desk)
    stranger = office.desk(STRANGER)
    make(stranger, "hazard", dice)
    office.sync(stranger)
    return office


def ids(desk: Desk) -> set[str]:
    return {each.id for each in entries.find(desk, Query(HAZARD, limit=None))}


def test_everything_in_sight_comes_by_chunks_and_progress_is_told(county: Office) -> None:
    desk = county.desk(COORDINATOR)
    told: list[Any] = []
    gate = engine.Direct(desk.vault)
    report = engine.run_round(
        gate, county.line(desk), ahead=1, told=lambda report: told.append(report.loading)
    )
    assert told == [(10, 46), (20, 46), (30, 46), (40, 46), (46, 46)]
    assert report.pulled == 46
    assert len(ids(desk)) == 46
    again = county.sync(desk)
    assert (again.pulled, again.loading) == (0, None)
    assert checks.findings(desk.vault) == []


def test_only_what_the_person_may_see_is_in_the_chunks(county: Office) -> None:
    desk = county.desk(("赵文", "volunteer", "新宁镇"))
    county.sync(desk)
    assert len(ids(desk)) == 45


def test_a_chunk_is_given_to_nobody_who_may_not_see_it(county: Office) -> None:
    coordinator, stranger = county.desk(COORDINATOR), county.desk(STRANGER)
    chunk = county.line(coordinator).snapshot().chunks[0]
    with pytest.raises(Exception, match="no such part"):
        county.line(stranger).chunk(chunk.sha)


def test_it_goes_on_where_it_was_broken_off(county: Office, dice: random.Random) -> None:
    desk = county.desk(COORDINATOR)
    line = county.line(desk)
    fetched: list[str] = []
    real = line.chunk

    def third_fails(sha: str) -> Any:
        if len(fetched) == 2:
            raise WorldFailed("lost", "the answer")
        fetched.append(sha)
        return real(sha)

    line.chunk = third_fails  # type: ignore[method-assign]
    with pytest.raises(WorldFailed):
        county.sync(desk, line)
    assert len(ids(desk)) == 20
    own = make(desk, "hazard", dice)
    with desk.vault.reading() as connection:
        assert settings.get(connection, "loading")["done"] == 2
    assert county.sync(desk).pulled == 26  # its own need not come back
    assert len(ids(desk)) == 47
    assert own.id in ids(desk)


def test_a_snapshot_is_reused_until_it_is_stale(county: Office, dice: random.Random) -> None:
    first, second = county.desk(COORDINATOR), county.desk(COORDINATOR)
    volunteer = county.desk(VOLUNTEER)
    county.sync(volunteer)
    line = county.line(first)
    before = line.snapshot()
    for _ in range(5):
        make(volunteer, "hazard", dice)
    county.sync(volunteer)
    assert line.snapshot() == before
    county.sync(second)
    assert len(ids(second)) == 51
    for _ in range(9):
        make(volunteer, "hazard", dice)
    county.sync(volunteer)
    assert line.snapshot().at.seq > before.at.seq


def test_few_records_are_simply_pulled(small_office: Office, dice: random.Random) -> None:
    volunteer, coordinator = small_office.desk(VOLUNTEER), small_office.desk(COORDINATOR)
    make(volunteer, "hazard", dice)
    small_office.sync(volunteer)
    assert small_office.line(coordinator).snapshot().chunks == []
    assert small_office.sync(coordinator).pulled == 1
