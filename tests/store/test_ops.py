"""The log: one op per act, chained, folded while unsent; and the check that finds what was altered."""

from __future__ import annotations

import random

import pytest
from sqlalchemy import text

from gridapp.actions import entries, photos
from gridapp.actions.desk import Desk
from gridapp.domain.errors import Invalid, NotAllowed, NotFound, Refused
from gridapp.domain.op import decoded
from gridapp.domain.photo import Photo
from gridapp.domain.record import record_type
from gridapp.store import checks, ops
from gridapp.store.home import Home
from gridapp.store.lists import Query, Where
from tests.office import PASSWORD, make


@pytest.fixture
def desk(home: Home) -> Desk:
    shared = home.shared()
    return Desk(home.create_vault(shared, PASSWORD), shared)


def log(desk: Desk) -> list[ops.Op]:
    with desk.vault.reading() as connection:
        return [decoded(row.data) for row in connection.execute(text("SELECT data FROM op ORDER BY n"))]


def test_every_act_is_an_op_in_a_chain(desk: Desk, dice: random.Random) -> None:
    first = make(desk, "hazard", dice)
    second = make(desk, "patrol", dice)
    entries.move(desk, first.id, "register")
    entries.delete(desk, second.id)
    kinds = [(op.n, op.kind, op.entry) for op in log(desk)]
    assert kinds == [
        (1, "add", first.id),
        (2, "add", second.id),
        (3, "move", first.id),
        (4, "delete", second.id),
    ]
    assert checks.findings(desk.vault) == []
    assert checks.findings(desk.vault) == []


def test_edits_of_an_unsent_entry_fold_into_one_op(desk: Desk, dice: random.Random) -> None:
    hazard = make(desk, "hazard", dice)
    make(desk, "patrol", dice)
    entries.edit(desk, hazard.id, {"description": "甲"})
    entries.edit(desk, hazard.id, {"description": "乙", "receipt_no": "7"})
    assert [op.kind for op in log(desk)] == ["add", "add"]
    assert log(desk)[0].fields["description"] == "乙"
    assert entries.get(desk, hazard.id).body["receipt_no"] == "7"
    assert checks.findings(desk.vault) == []


def test_an_edit_after_a_move_is_an_op_of_its_own(desk: Desk, dice: random.Random) -> None:
    hazard = make(desk, "hazard", dice)
    entries.move(desk, hazard.id, "register")
    entries.edit(desk, hazard.id, {"description": "甲"})
    assert [op.kind for op in log(desk)] == ["add", "move", "set"]


def test_an_edit_that_changes_nothing_leaves_no_op(desk: Desk, dice: random.Random) -> None:
    hazard = make(desk, "hazard", dice)
    entries.edit(desk, hazard.id, {"description": hazard.body["description"]})
    assert len(log(desk)) == 1


def test_a_field_can_be_emptied_but_not_a_required_one(desk: Desk, dice: random.Random) -> None:
    hazard = make(desk, "hazard", dice, receipt_no="7")
    assert "receipt_no" not in entries.edit(desk, hazard.id, {"receipt_no": ""}).body
    with pytest.raises(Invalid, match="What was seen"):
        entries.edit(desk, hazard.id, {"description": ""})


def test_refused_input_saves_nothing_and_loses_nothing(desk: Desk, dice: random.Random) -> None:
    hazard = make(desk, "hazard", dice)
    for act in (
        lambda: entries.add(desk, "hazard", {"kind": "0101"}),
        lambda: entries.add(desk, "hazard", {"nosuch": "x"}),
        lambda: entries.add(desk, "nosuch", {}),
        lambda: entries.edit(desk, hazard.id, {"kind": "9999"}),
        lambda: entries.move(desk, hazard.id, "pass"),
        lambda: entries.move(desk, hazard.id, "fix_on_spot", {"rectifications": ""}),
        lambda: entries.get(desk, "no-such-entry"),
    ):
        with pytest.raises((Refused, NotFound)):
            act()
    assert entries.get(desk, hazard.id) == hazard
    assert len(log(desk)) == 1


def test_many_are_added_all_or_none(desk: Desk, dice: random.Random) -> None:
    good = entries.New({"name": "一网格", "kind": "grid", "parent": "新宁镇"})
    with pytest.raises(Invalid, match="no unit"):
        entries.add_all(desk, "unit", [good, entries.New({**good.values, "parent": "不存在村"})])
    assert log(desk) == []


def test_an_entry_is_found_by_id_number_or_beginning(desk: Desk, dice: random.Random) -> None:
    hazard = make(desk, "hazard", dice)
    assert entries.get(desk, hazard.number) == entries.get(desk, hazard.id[:20]) == hazard


def test_added_units_join_the_tree_at_once(desk: Desk) -> None:
    grid = entries.add(desk, "unit", {"name": "第三网格", "kind": "grid", "parent": "九龙居委会"})
    assert desk.org.label(grid.id) == "新宁镇·九龙居委会·第三网格"
    inside = entries.add(
        desk, "unit", {"name": "甲队", "kind": "team", "parent": "第三网格"}, unit="第三网格"
    )
    assert inside.unit == grid.id


def test_lists_filter_search_and_page(desk: Desk, dice: random.Random) -> None:
    record = record_type("hazard")
    made = [
        make(desk, "hazard", dice, kind="0101" if i % 3 else "0404", description=f"第{i}处井盖破损")
        for i in range(30)
    ]
    kind = Where("kind", "=", "0404")
    assert {e.id for e in entries.find(desk, Query(record, (kind,)))} == {e.id for e in made[::3]}
    for query in (
        Query(record, limit=7),
        Query(record, words="井盖", limit=7),
        Query(record, order="due", limit=7),
    ):
        seen: list[str] = []
        after = None
        while found := entries.find(desk, Query(record, query.where, query.words, query.order, 7, after)):
            seen += [entry.id for entry in found]
            after = found[-1]
        assert sorted(seen) == sorted(entry.id for entry in made)
        assert len(seen) == 30
    assert entries.find(desk, Query(record, words="盖井")) == []
    assert entries.count(desk, Query(record, (kind,))) == 10


@pytest.mark.parametrize("words", ["井盖", "盖", "jlhy", "九龙花园", "YH-621026", "zcy 井盖"])
def test_two_characters_one_character_and_initials_are_found(
    desk: Desk, dice: random.Random, words: str
) -> None:
    hazard = make(
        desk,
        "hazard",
        dice,
        description="巷口污水井盖破损",
        place="九龙花园2号楼",
        rechecks=[{"result": "passed", "by": "张春燕"}],
    )
    other = make(desk, "hazard", dice, description="灭火器压力不足", place="东门", rechecks=None)
    found = [entry.id for entry in entries.find(desk, Query(hazard.record, words=words))]
    assert hazard.id in found
    assert words == "YH-621026" or other.id not in found


@pytest.mark.parametrize("words", ['"', "(", "AND", "*", "type:", "井 OR 盖", "'; DROP TABLE entry; --"])
def test_strange_search_words_do_no_harm(desk: Desk, dice: random.Random, words: str) -> None:
    make(desk, "hazard", dice)
    assert isinstance(entries.find(desk, Query(record_type("hazard"), words=words)), list)


def test_rights_hold_before_anything_is_written(desk: Desk, dice: random.Random) -> None:
    from dataclasses import replace

    from gridapp.domain.permissions import Person

    desk.identity = replace(desk.identity, person=Person("v", "张春燕", "volunteer", ("621026100000",)))
    with pytest.raises(NotAllowed):
        entries.add(desk, "unit", {"name": "x", "kind": "team", "parent": "新宁镇"})
    with pytest.raises(NotAllowed, match="outside"):
        entries.add(desk, "patrol", PATROL, unit="和盛镇")
    assert log(desk) == []


PATROL = {
    "route": "x",
    "period": "2026-11-17 10:00 ~ 11:00",
    "mode": "foot",
    "members": "张春燕",
    "checkpoints": "东门",
}
TAMPERINGS = {
    "an op changed": (
        "UPDATE op SET data = replace(data, '2026', '2025') WHERE n = 2",
        "Op 2 is not what was written",
    ),
    "an op removed": ("DELETE FROM op WHERE n = 2", "Op 2 is missing"),
    "an op put in": (
        "INSERT INTO op SELECT 9, 'x', entry, type, hash, data, state, batch, seq FROM op WHERE n = 3",
        "Op 4",
    ),
    "an index dropped": ("DROP INDEX entry_hazard_kind", "entry_hazard_kind"),
    "search emptied": ("DELETE FROM search WHERE rowid = 1", "search index"),
    "a pending entry without its op": ("UPDATE op SET state = 'acked'", "has no op"),
}


@pytest.mark.parametrize(("statement", "words"), TAMPERINGS.values(), ids=TAMPERINGS)
def test_check_finds_what_was_altered(desk: Desk, dice: random.Random, statement: str, words: str) -> None:
    for _ in range(3):
        make(desk, "hazard", dice)
    with desk.vault.writing() as connection:
        connection.exec_driver_sql(statement)
    assert any(words in each for each in checks.findings(desk.vault))


def test_check_finds_a_damaged_photo(desk: Desk, dice: random.Random) -> None:
    photo = photos.keep(desk, Photo(b"x" * 1000, 10, 10))
    make(desk, "hazard", dice, photos=[photo])
    assert checks.findings(desk.vault) == []
    (desk.vault.files.folder / photo["sha"][:2] / photo["sha"]).write_bytes(b"gone")
    assert "damaged" in checks.findings(desk.vault)[0]
