"""What one person did is never silently replaced by another, in the awkward orders in which it happens."""

from __future__ import annotations

import random

import msgspec
import pytest

from gridapp.actions import attention, entries, photos, status
from gridapp.actions.desk import Desk
from gridapp.domain.entry import Entry
from gridapp.domain.errors import NotAllowed, NotFound, WorldFailed
from gridapp.domain.photo import Photo
from gridapp.domain.record import record_type
from gridapp.server import hub
from gridapp.store import checks, ops
from gridapp.store.lists import Query
from gridapp.sync import engine, pull
from gridapp.sync.round import Report
from tests.office import COORDINATOR, GRID_WORKER, STRANGER, VOLUNTEER, Office, make

Line = dict[str, str]


@pytest.fixture
def pair(small_office: Office) -> tuple[Desk, Desk]:
    return small_office.desk(VOLUNTEER), small_office.desk(COORDINATOR)


def shared_hazard(office: Office, pair: tuple[Desk, Desk], dice: random.Random, **values: object) -> Entry:
    """A hazard that both computers have."""
    hazard = make(pair[0], "hazard", dice, rechecks=None, close_reason=None, closed_at=None, **values)
    for desk in pair:
        office.sync(desk)
    return entries.get(pair[0], hazard.id)


def measures(desk: Desk, entry: str) -> set[str]:
    return {line["measure"] for line in entries.get(desk, entry).body.get("rectifications", [])}


def line(measure: str) -> Line:
    return {"id": measure.encode().hex(), "measure": measure}


def with_line(desk: Desk, entry: str, measure: str) -> list[Line]:
    return [*entries.get(desk, entry).body.get("rectifications", []), line(measure)]


def test_two_ops_in_one_batch_do_not_replace_what_the_first_was_merged_with(
    small_office: Office, pair: tuple[Desk, Desk], dice: random.Random
) -> None:
    volunteer, coordinator = pair
    hazard = shared_hazard(small_office, pair, dice, rectifications=[line("起初")])
    entries.edit(coordinator, hazard.id, {"rectifications": with_line(coordinator, hazard.id, "丙")})
    small_office.sync(coordinator)
    entries.edit(volunteer, hazard.id, {"rectifications": with_line(volunteer, hazard.id, "甲")})
    entries.move(
        volunteer, hazard.id, "fix_on_spot", {"rectifications": with_line(volunteer, hazard.id, "乙")}
    )
    for desk in (volunteer, coordinator):
        small_office.sync(desk)
        assert measures(desk, hazard.id) == {"起初", "甲", "乙", "丙"}


def test_what_came_in_while_a_form_was_open_is_not_overwritten(
    small_office: Office, pair: tuple[Desk, Desk], dice: random.Random
) -> None:
    volunteer, coordinator = pair
    opened = shared_hazard(small_office, pair, dice, rectifications=[line("起初")])
    entries.edit(
        coordinator,
        opened.id,
        {"description": "协调员写的", "rectifications": with_line(coordinator, opened.id, "丙")},
    )
    small_office.sync(coordinator)
    small_office.sync(volunteer)
    typed = {"description": "义警写的", "rectifications": [*opened.body["rectifications"], line("甲")]}
    entries.edit(volunteer, opened.id, typed, saw=opened)
    assert small_office.sync(volunteer).verdicts == {"kept both": 1}
    assert entries.get(volunteer, opened.id).body["description"] == "协调员写的"
    assert measures(volunteer, opened.id) == {"起初", "甲", "丙"}


def test_sending_a_held_act_again_does_not_replace_what_others_did_since(
    small_office: Office, dice: random.Random
) -> None:
    grid, coordinator = small_office.desk(GRID_WORKER), small_office.desk(COORDINATOR)
    hazard = shared_hazard(small_office, (grid, coordinator), dice, rectifications=[line("起初")])
    entries.move(coordinator, hazard.id, "dismiss", {"close_reason": "duplicate"})
    entries.edit(coordinator, hazard.id, {"rectifications": with_line(coordinator, hazard.id, "丙")})
    entries.move(grid, hazard.id, "fix_on_spot", {"rectifications": with_line(grid, hazard.id, "甲")})
    small_office.sync(coordinator)
    assert small_office.sync(grid).verdicts == {"held": 1}
    entries.move(coordinator, hazard.id, "reopen")
    small_office.sync(coordinator)
    small_office.sync(grid)
    attention.send_again(grid, attention.matters(grid)[0].item.id)
    assert small_office.sync(grid).verdicts == {"stored": 1}
    assert measures(grid, hazard.id) == {"起初", "甲", "丙"}


def test_the_accepted_part_of_a_conflict_stays_in_sight_while_the_pull_fails(
    small_office: Office, pair: tuple[Desk, Desk], dice: random.Random
) -> None:
    volunteer, coordinator = pair
    hazard = shared_hazard(small_office, pair, dice)
    entries.edit(coordinator, hazard.id, {"description": "乙"})
    small_office.sync(coordinator)
    entries.edit(volunteer, hazard.id, {"description": "甲", "external_no": "7"})
    with pytest.raises(WorldFailed):
        small_office.sync(volunteer, NoPull(small_office, volunteer))
    assert entries.get(volunteer, hazard.id).body["external_no"] == "7"
    assert checks.findings(volunteer.vault) == []


class NoPull:
    """A network that breaks off after the push."""

    def __init__(self, office: Office, desk: Desk) -> None:
        self._line = office.line(desk)

    def __getattr__(self, name: str) -> object:
        return getattr(self._line, name)

    def pull(self, _: object) -> object:
        raise WorldFailed("no connection", "")


def test_a_value_typed_over_hidden_news_is_a_conflict_not_an_overwrite(
    small_office: Office, pair: tuple[Desk, Desk], dice: random.Random
) -> None:
    volunteer, coordinator = pair
    hazard = shared_hazard(small_office, pair, dice)
    entries.edit(coordinator, hazard.id, {"description": "先到的"})
    small_office.sync(coordinator)
    entries.edit(volunteer, hazard.id, {"description": "甲一"})
    pull.pull(engine.Direct(volunteer.vault), small_office.line(volunteer), Report(), lambda: False)
    entries.edit(volunteer, hazard.id, {"description": "甲二"})
    assert small_office.sync(volunteer).verdicts == {"kept both": 1}
    assert entries.get(volunteer, hazard.id).body["description"] == "先到的"


def test_a_tally_changed_by_two_people_at_once_is_not_replaced(
    small_office: Office, pair: tuple[Desk, Desk], dice: random.Random
) -> None:
    volunteer, coordinator = pair
    duty = make(volunteer, "campus_duty", dice, actions={"helmet": 1})
    for desk in pair:
        small_office.sync(desk)
    entries.edit(coordinator, duty.id, {"actions": {"helmet": 50}})
    entries.edit(volunteer, duty.id, {"actions": {"helmet": 3}})
    small_office.sync(coordinator)
    assert small_office.sync(volunteer).verdicts == {"kept both": 1}
    assert attention.matters(volunteer)[0].item.kind == "conflict"


def test_photos_go_once_a_held_act_was_decided(
    small_office: Office, pair: tuple[Desk, Desk], dice: random.Random
) -> None:
    volunteer, _ = pair
    photo = photos.keep(volunteer, Photo(dice.randbytes(9000), 10, 10))
    hazard = make(volunteer, "hazard", dice, photos=[photo])
    misplace(volunteer, hazard.id)
    small_office.sync(volunteer)
    attention.send_again(volunteer, attention.matters(volunteer)[0].item.id)
    report = small_office.sync(volunteer)
    assert (report.verdicts, report.files_sent) == ({"stored": 1}, 1)
    assert status.status(volunteer).unsent_files == 0


def misplace(desk: Desk, entry: str) -> None:
    """Put an unsent entry into a unit the person has no business in, as work recorded before enrolment can be."""
    with desk.vault.writing() as connection:
        first = ops.of_entry(connection, entry)[0]
        elsewhere = msgspec.structs.replace(first, unit="621026104000")
        ops.rewrite(connection, {first.n: elsewhere})
        connection.exec_driver_sql("UPDATE entry SET unit = '621026104000' WHERE id = ?", (entry,))


def test_deleting_what_the_server_held_tells_it_nothing(
    small_office: Office, pair: tuple[Desk, Desk], dice: random.Random
) -> None:
    volunteer, coordinator = pair
    hazard = make(volunteer, "hazard", dice)
    misplace(volunteer, hazard.id)
    small_office.sync(volunteer)
    with pytest.raises(NotAllowed):
        entries.delete(volunteer, hazard.id)  # it lies outside their units
    with volunteer.vault.writing() as connection:
        connection.exec_driver_sql(
            "UPDATE entry SET unit = ? WHERE id = ?", (volunteer.person.unit, hazard.id)
        )
    entries.delete(volunteer, hazard.id)
    assert attention.matters(volunteer) == []
    assert small_office.sync(volunteer).verdicts == {}
    small_office.sync(coordinator)
    with pytest.raises(NotFound):
        entries.get(coordinator, hazard.id)
    assert checks.findings(volunteer.vault) == []


def test_a_delete_does_not_beat_a_step_its_author_had_not_seen(
    small_office: Office, pair: tuple[Desk, Desk], dice: random.Random
) -> None:
    volunteer, coordinator = pair
    hazard = shared_hazard(small_office, pair, dice)
    entries.move(coordinator, hazard.id, "register")
    small_office.sync(coordinator)
    entries.delete(volunteer, hazard.id)
    assert small_office.sync(volunteer).verdicts == {"held": 1}
    assert entries.get(volunteer, hazard.id).state == "registered"


def test_units_that_came_before_a_round_broke_off_are_in_the_tree(
    small_office: Office, pair: tuple[Desk, Desk], dice: random.Random
) -> None:
    volunteer, coordinator = pair
    grid = entries.add(coordinator, "unit", {"name": "第三网格", "kind": "grid", "parent": "九龙居委会"})
    photo = photos.keep(coordinator, Photo(b"p" * 100, 5, 5))
    make(coordinator, "hazard", dice, photos=[photo])
    small_office.sync(coordinator)
    broken = small_office.line(volunteer)
    broken.upload_offset = broken.download = lambda *_: (_ for _ in ()).throw(KeyError("gone"))  # type: ignore[method-assign]
    make(volunteer, "hazard", dice, photos=[photos.keep(volunteer, Photo(b"q" * 100, 5, 5))])
    with pytest.raises(KeyError):
        small_office.sync(volunteer, broken)
    assert volunteer.org.name(grid.id) == "第三网格"


def test_a_crafted_op_reaches_nobody_in_a_form_that_cannot_be_read(
    small_office: Office, pair: tuple[Desk, Desk], dice: random.Random
) -> None:
    volunteer, coordinator = pair
    crafted = [
        {"kind": "0101", "found_at": "2026/11/17 8:00"},
        {"rectifications": "甲"},
        {"place": 7},
        {"description": None},
    ]
    for fields in crafted:
        hazard = make(volunteer, "hazard", dice)
        with volunteer.vault.writing() as connection:
            op = ops.of_entry(connection, hazard.id)[0]
            changed = msgspec.structs.replace(op, fields={**op.fields, **fields}, schema=99)
            ops.rewrite(connection, {op.n: changed})
    verdicts = small_office.sync(volunteer).verdicts
    assert verdicts == {"stored": 3, "held": 1}
    assert small_office.sync(coordinator).pulled == 3
    record = entries.find(coordinator, Query(hazard.record))[0].record
    for entry in entries.find(coordinator, Query(record)):
        assert record.clean(entry.body, coordinator.world) == entry.body


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"type": "unit"}, "another kind"),
        ({"author": "somebody-else"}, "not signed in"),
        ({"fields": {"description": None}}, "What was seen"),
        (
            {"kind": "move", "move": "register", "to": "registered", "fields": {"description": "劫持"}},
            "no right",
        ),
        ({"kind": "move", "move": "pass", "to": "closed", "fields": {}}, "cannot follow"),
        ({"number": "a\\0b"}, "number"),
        ({"schema": 2**40}, "number"),
        ({"unit": "621026104000"}, "outside"),
    ],
)
def test_a_crafted_change_of_anothers_entry_is_held(
    small_office: Office, dice: random.Random, changes: dict[str, object], words: str
) -> None:
    grid, coordinator = small_office.desk(GRID_WORKER), small_office.desk(COORDINATOR)
    hazard = entries.add(
        coordinator,
        "hazard",
        {
            n: v
            for n, v in make(coordinator, "hazard", dice).body.items()
            if n not in ("rechecks", "closed_at")
        },
        unit="新宁镇",
    )
    small_office.sync(coordinator)
    small_office.sync(grid)
    with grid.vault.writing() as connection:
        act = ops.Act("set", hazard.id, "hazard", {"external_no": "1"}, base=hazard.seq)
        ops.record(connection, act, grid.person.author, grid.vault.clock, grid.vault.dice)
        op = ops.pending(connection, hazard.id)[0]
        ops.rewrite(connection, {op.n: msgspec.structs.replace(op, **changes)})
    assert small_office.sync(grid).verdicts == {"held": 1}
    detail = attention.matters(grid)[0].item.detail
    assert (
        words in detail["message"]
        or changes.get("fields") == {"description": None}
        or "right" in detail["message"]
    )
    assert entries.get(coordinator, hazard.id).body["description"] != "劫持"


def test_a_person_whose_unit_is_gone_gets_nothing(small_office: Office, dice: random.Random) -> None:
    coordinator, volunteer = small_office.desk(COORDINATOR), small_office.desk(VOLUNTEER)
    team = entries.add(
        coordinator, "unit", {"name": "甲队", "kind": "team", "parent": "新宁镇"}, unit="新宁镇"
    )
    make(coordinator, "hazard", dice)
    small_office.sync(coordinator)
    with small_office.owner() as connection:
        connection.exec_driver_sql("UPDATE account SET units = ? WHERE name = '张春燕'", (f'["{team.id}"]',))
    entries.delete(coordinator, team.id)
    small_office.sync(coordinator)
    small_office.sync(volunteer)
    assert entries.find(volunteer, Query(record_type("hazard"))) == []


def test_a_closed_entry_is_not_deleted_by_its_author(
    small_office: Office, pair: tuple[Desk, Desk], dice: random.Random
) -> None:
    volunteer, coordinator = pair
    hazard = shared_hazard(small_office, pair, dice)
    entries.move(coordinator, hazard.id, "dismiss", {"close_reason": "duplicate"})
    small_office.sync(coordinator)
    small_office.sync(volunteer)
    with pytest.raises(NotAllowed):
        entries.delete(volunteer, hazard.id)


def test_a_units_place_in_the_tree_is_fixed(small_office: Office) -> None:
    coordinator = small_office.desk(COORDINATOR)
    team = entries.add(coordinator, "unit", {"name": "甲队", "kind": "team", "parent": "新宁镇"})
    with pytest.raises(Exception, match="fixed"):
        entries.edit(coordinator, team.id, {"parent": "和盛镇"})


def test_a_photo_not_sent_by_its_owner_yet_is_no_problem_for_others(
    small_office: Office, pair: tuple[Desk, Desk], dice: random.Random
) -> None:
    volunteer, coordinator = pair
    photo = photos.keep(volunteer, Photo(b"p" * 100, 5, 5))
    make(volunteer, "hazard", dice, photos=[photo])
    line_without_files = small_office.line(volunteer)
    line_without_files.upload_offset = lambda *_: (_ for _ in ()).throw(WorldFailed("x", "y"))  # type: ignore[method-assign]
    small_office.sync(volunteer, line_without_files)
    report = small_office.sync(coordinator)
    assert (report.file_problems, report.files_received) == ([], 0)
    small_office.sync(volunteer)
    assert small_office.sync(coordinator).files_received == 1


def test_a_photo_taken_out_before_it_was_sent_stays_here(
    small_office: Office, pair: tuple[Desk, Desk], dice: random.Random
) -> None:
    volunteer, _ = pair
    photo = photos.keep(volunteer, Photo(b"p" * 100, 5, 5))
    hazard = make(volunteer, "hazard", dice, photos=[photo])
    entries.edit(volunteer, hazard.id, {"photos": []})
    assert small_office.sync(volunteer).files_sent == 0


def test_what_others_may_not_see_is_not_spoken_of(small_office: Office, dice: random.Random) -> None:
    volunteer, stranger = small_office.desk(VOLUNTEER), small_office.desk(STRANGER)
    hazard = make(volunteer, "hazard", dice)
    small_office.sync(volunteer)
    with stranger.vault.writing() as connection:
        act = ops.Act("add", hazard.id, "hazard", hazard.body, number="YH-1", unit="621026104000", to="found")
        ops.record(connection, act, stranger.person.author, stranger.vault.clock, stranger.vault.dice)
    assert small_office.sync(stranger).verdicts == {"held": 1}
    assert "新宁镇" not in str(attention.matters(stranger)[0].item.detail)


def test_a_page_holds_only_as_much_as_one_answer_can(
    small_office: Office, pair: tuple[Desk, Desk], dice: random.Random, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub, "MOST_PAGE_BYTES", 5000)
    volunteer, coordinator = pair
    for _ in range(6):
        make(volunteer, "hazard", dice)
    small_office.sync(volunteer)
    assert small_office.sync(coordinator).pulled == 6
