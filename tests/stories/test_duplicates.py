"""The same hazard is reported twice: found, linked, merged, undone, closed together, on several computers."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from gridapp.actions import candidates, details, duplicates, entries
from gridapp.actions.desk import Desk
from gridapp.domain.entry import Author, Entry
from gridapp.domain.errors import NotAllowed, NotFound, Refused
from gridapp.domain.permissions import Person
from gridapp.domain.record import record_types
from gridapp.store import near, rows
from gridapp.store.lists import Query
from gridapp.store.near import Around
from tests.conftest import FakeClock
from tests.office import COORDINATOR, GRID_WORKER, STRANGER, VOLUNTEER, Office, make
from tests.ui.forms.signed_in import Stage, answer, sign_in, write
from ui.pages.detail import EntryDetail
from ui.pages.same_dialog import SameDialog
from ui.pages.same_panel import SamePanel
from ui.targets import Edit, New, Show
from ui.widgets.buttons import Button

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

HOUSE = "九龙花园2号楼1单元"
PHOTOS = [{"sha": letter * 64, "size": 10, "width": 4, "height": 3} for letter in "abc"]
SECOND = ("李秀兰", "volunteer", "新宁镇")


def report(desk: Desk, words: str = "楼道停了四辆电动车，通道堵塞", **values: Any) -> Entry:
    given = {"kind": "0101", "suspected_level": "general", "place": HOUSE, "description": words}
    return entries.add(desk, "hazard", {**given, **values})


def main_of(desk: Desk, entry: Entry) -> str:
    return duplicates.family(desk, entry.id).number


@pytest.fixture
def desk(small_office: Office) -> Desk:
    return small_office.desk(COORDINATOR)


def test_the_second_report_finds_the_first(desk: Desk) -> None:
    first = report(desk)
    other = report(desk, "燃气软管老化", kind="0202")
    again = {
        "kind": "0101",
        "place": "九龙花园2栋",
        "description": "楼道电动车堵住通道",
        "found_at": "2026-11-18 11:30",
    }
    (seen,) = candidates.candidates_for(desk, "hazard", again)
    assert seen.entry == first
    assert seen.likeness.likely
    second = report(desk, **{name: again[name] for name in ("kind", "place", "found_at")})
    assert [each.entry.id for each in candidates.candidates(desk, second.id)] == [first.id]
    duplicates.link(desk, second.id, first.id)
    assert candidates.candidates(desk, second.id) == []
    assert candidates.candidates(desk, first.id) == []
    assert candidates.candidates(desk, other.id) == []
    third = report(desk)
    assert len(candidates.candidates(desk, third.id)) == 1, "linked reports of one thing are one candidate"


def test_half_typed_values_break_nothing(desk: Desk) -> None:
    report(desk)
    for raw in (
        {},
        {"found_at": "gestern"},
        {"kind": "zzz", "found_at": "2026-11-18 10:00"},
        {"place": {"text": ""}},
    ):
        assert candidates.candidates_for(desk, "hazard", raw) == []
    assert candidates.candidates_for(desk, "patrol", {"route": "东城"}) == []


def test_a_link_travels_and_is_undone_elsewhere(small_office: Office, desk: Desk) -> None:
    first, second = report(desk), report(desk)
    small_office.sync(desk)
    duplicates.link(desk, second.id, first.id)
    small_office.sync(desk)
    elsewhere = small_office.desk(COORDINATOR)
    small_office.sync(elsewhere)
    known = duplicates.family(elsewhere, second.id)
    assert (known.number, known.main and known.main.id) == (first.number, first.id)
    assert [each.id for each in duplicates.family(elsewhere, first.id).reports] == [second.id]
    assert [each.id for each in entries.find(elsewhere, Query(second.record, words=first.number))] == [
        second.id,
        first.id,
    ]
    freed = duplicates.unlink(elsewhere, second.id)
    assert "same_as" not in freed.body
    small_office.sync(elsewhere)
    small_office.sync(desk)
    assert main_of(desk, second) == ""
    with pytest.raises(NotFound):
        duplicates.unlink(desk, second.id)


def test_a_merge_unites_lists_and_takes_chosen_fields_and_all_that_is_undone(
    small_office: Office, desk: Desk
) -> None:
    """Also when nothing was sent yet, and on another computer."""
    first = report(desk, photos=PHOTOS[:1])
    second = report(desk, "电动车，还有飞线", photos=PHOTOS[1:2], responsible_org_name="九龙物业")
    third = report(desk, photos=PHOTOS[2:])
    take = ["photos", "description", "responsible_org_name", "receipt_no"]
    duplicates.merge(desk, second.id, first.id, take)
    duplicates.merge(desk, third.id, first.id, ["photos"])
    merged = entries.get(desk, first.id)
    assert merged.body["photos"] == PHOTOS
    assert merged.body["description"] == second.body["description"]
    assert merged.body["responsible_org_name"] == "九龙物业"
    small_office.sync(desk)
    elsewhere = small_office.desk(COORDINATOR)
    small_office.sync(elsewhere)
    entries.edit(elsewhere, first.id, {"responsible_org_name": "新宁物业"})
    duplicates.unlink(elsewhere, second.id)
    back = entries.get(elsewhere, first.id)
    assert back.body["photos"] == [PHOTOS[0], PHOTOS[2]]
    assert back.body["description"] == first.body["description"]
    assert back.body["responsible_org_name"] == "新宁物业", "changed since, so it stays"
    duplicates.unlink(elsewhere, third.id)
    assert entries.get(elsewhere, first.id).body["photos"] == PHOTOS[:1]
    assert entries.get(elsewhere, second.id).body == second.body


def test_there_is_one_main_entry_and_the_way_back(desk: Desk) -> None:
    one, two, three, four = (report(desk) for _ in range(4))
    duplicates.link(desk, two.id, one.id)
    duplicates.link(desk, three.id, two.id)
    assert entries.get(desk, three.id).body["same_as"]["id"] == one.id, (
        "a link to a linked one is to its main"
    )
    duplicates.link(desk, one.id, four.id)
    assert {main_of(desk, each) for each in (one, two, three)} == {four.number}
    assert {entries.get(desk, each.id).body["same_as"]["id"] for each in (one, two, three)} == {four.id}
    with pytest.raises(Refused):
        duplicates.link(desk, four.id, two.id)
    with pytest.raises(Refused):
        duplicates.link(desk, two.id, four.id)
    with pytest.raises(Refused):
        duplicates.link(desk, two.id, two.id)
    duplicates.unlink(desk, one.id)
    assert main_of(desk, one) == ""
    assert {main_of(desk, each) for each in (two, three)} == {one.number}
    assert entries.get(desk, two.id).body["same_as"] == {"id": one.id, "number": one.number}


def test_a_merge_of_a_follower_is_undone_after_its_main_was_linked(desk: Desk) -> None:
    one, two, three = report(desk), report(desk, photos=PHOTOS[:1]), report(desk)
    duplicates.merge(desk, two.id, one.id, ["photos"])
    duplicates.link(desk, one.id, three.id)
    duplicates.unlink(desk, two.id)
    assert "photos" not in entries.get(desk, one.id).body
    assert main_of(desk, two) == ""
    assert main_of(desk, one) == three.number


def test_links_made_in_a_circle_on_two_computers_have_one_main(small_office: Office, desk: Desk) -> None:
    one, two = report(desk), report(desk)
    small_office.sync(desk)
    elsewhere = small_office.desk(COORDINATOR)
    small_office.sync(elsewhere)
    duplicates.link(desk, one.id, two.id)
    duplicates.link(elsewhere, two.id, one.id)
    for each in (desk, elsewhere, desk):
        small_office.sync(each)
    for each in (desk, elsewhere):
        assert main_of(each, one) == ""
        assert main_of(each, two) == one.number
        assert [known.id for known in duplicates.family(each, one.id).reports] == [two.id]
    entries.move(desk, one.id, "dismiss", {"close_reason": "not_found"})
    assert {entries.get(desk, each.id).state for each in (one, two)} == {"closed"}
    entries.move(desk, one.id, "reopen")
    duplicates.unlink(desk, one.id)
    assert main_of(desk, two) == one.number


def test_only_who_may_change_an_entry_links_it(small_office: Office, desk: Desk) -> None:
    mine, theirs = small_office.desk(VOLUNTEER), small_office.desk(SECOND)
    first = report(mine)
    small_office.sync(mine)
    small_office.sync(theirs)
    second = report(theirs, photos=PHOTOS[:1])
    with pytest.raises(NotAllowed):
        duplicates.merge(theirs, second.id, first.id, ["photos"])
    assert "same_as" not in entries.get(theirs, second.id).body, "all of it or nothing"
    duplicates.link(theirs, second.id, first.id)
    small_office.sync(theirs)
    small_office.sync(mine)
    with pytest.raises(NotAllowed):
        duplicates.unlink(mine, second.id)
    small_office.sync(desk)
    duplicates.unlink(desk, second.id)
    assert small_office.sync(desk).verdicts == {"stored": 1}


def test_other_kinds_and_other_places_are_not_linked(
    small_office: Office, desk: Desk, dice: random.Random
) -> None:
    outreach = make(desk, "publicity", dice)
    with pytest.raises(Refused):
        duplicates.link(desk, report(desk).id, outreach.id)
    stranger = small_office.desk(STRANGER)
    small_office.sync(desk)
    small_office.sync(stranger)
    with pytest.raises(NotFound):
        duplicates.link(stranger, report(stranger).id, outreach.id)


def test_closing_takes_the_others_along_and_opening_brings_them_back(
    small_office: Office, desk: Desk
) -> None:
    theirs = small_office.desk(VOLUNTEER)
    second, third, alone = report(theirs), report(theirs), report(theirs)
    small_office.sync(theirs)
    small_office.sync(desk)
    first = report(desk)
    for each in (second, third, alone):
        duplicates.link(desk, each.id, first.id)
    entries.move(desk, second.id, "fix_on_spot", {"rectifications": [{"measure": "搬走"}]})
    entries.move(desk, third.id, "register")
    entries.move(desk, third.id, "set_deadline", {"due_at": "2026-11-25"})
    entries.move(desk, alone.id, "dismiss", {"close_reason": "not_found"})
    entries.move(desk, first.id, "fix_on_spot", {"rectifications": [{"measure": "清走"}]})
    done = entries.move(
        desk,
        first.id,
        "pass",
        {"rechecks": [{"result": "passed", "note": "已清理"}], "close_reason": "fixed"},
    )
    together = entries.get(desk, second.id)
    assert together.state == "closed"
    assert together.body["closed_with"] == {"id": first.id, "number": first.number}
    assert together.body["rechecks"] == done.body["rechecks"]
    assert together.body["close_reason"]["code"] == "fixed"
    assert entries.get(desk, third.id).state == "rectifying", (
        "no step leads from here to the end: it is listed"
    )
    assert "closed_with" not in entries.get(desk, alone.id).body
    assert small_office.sync(desk).verdicts.get("held") is None
    small_office.sync(theirs)
    assert entries.get(theirs, second.id).state == "closed"
    entries.move(desk, first.id, "reopen")
    assert entries.get(desk, second.id).state == "registered"
    assert "closed_with" not in entries.get(desk, second.id).body
    assert entries.get(desk, alone.id).state == "closed", "it was closed for reasons of its own"
    assert small_office.sync(desk).verdicts.get("held") is None


def test_another_step_to_the_same_end_does_too(desk: Desk) -> None:
    first, second = report(desk), report(desk)
    duplicates.link(desk, second.id, first.id)
    entries.move(desk, first.id, "fix_on_spot", {"rectifications": [{"measure": "清走"}]})
    entries.move(desk, first.id, "pass", {"rechecks": [{"result": "passed"}], "close_reason": "fixed"})
    after = entries.get(desk, second.id)
    assert after.state == "closed"
    assert after.body["close_reason"]["code"] == "fixed"
    entries.move(desk, second.id, "reopen")
    assert "closed_with" not in entries.get(desk, second.id).body


def test_a_follower_is_closed_by_the_right_of_whoever_closes_the_main_one(
    small_office: Office, desk: Desk
) -> None:
    """A grid worker may recheck, though not change what a volunteer wrote; the server says the same."""
    theirs, worker = small_office.desk(VOLUNTEER), small_office.desk(GRID_WORKER)
    first, second = report(theirs), report(theirs)
    duplicates.link(theirs, second.id, first.id)
    for each in (first, second):
        entries.move(theirs, each.id, "fix_on_spot", {"rectifications": [{"measure": "清走"}]})
    small_office.sync(theirs)
    small_office.sync(worker)
    entries.move(worker, first.id, "pass", {"rechecks": [{"result": "passed"}]})
    assert entries.get(worker, second.id).body["closed_with"]["id"] == first.id
    assert small_office.sync(worker).verdicts == {"stored": 2}
    small_office.sync(theirs)
    assert entries.get(theirs, second.id).state == "closed"


def test_the_few_to_be_scored_are_found_by_an_index(desk: Desk, clock: FakeClock) -> None:
    for _ in range(8):
        report(desk)
    around = Around(clock(), candidates.REACH, most=5)
    with desk.vault.reading() as connection:
        for record in record_types().values():
            if record.repeats():
                near.of_category(connection, record, "0101", around)
                near.of_units(connection, record, [desk.person.unit], around)
                near.of_any(connection, record, around)
        hazard = record_types()["hazard"]
        assert len(near.of_category(connection, hazard, "0101", around)) == 5
        assert near.of_units(connection, hazard, ["elsewhere"], around) == []
    clock.pass_by(days=31)
    with desk.vault.reading() as connection:
        assert near.of_any(connection, hazard, Around(clock(), candidates.REACH)) == []


# --- through the window ---

FIRST, AGAIN = "一层楼梯口停了 4 辆电动车，疏散通道只剩半米宽。", "楼道里停着电动车，疏散通道堵住了"


def shown(stage: Stage, entry: Entry) -> SamePanel:
    """What the detail of this entry says of other reports."""
    stage.detail = EntryDetail(stage.session)  # type: ignore[attr-defined]
    stage.qtbot.addWidget(stage.detail)
    stage.detail.resize(420, 900)
    stage.detail.show()
    stage.detail.show_details(
        answer(stage.qtbot, stage.session, lambda desk: details.details(desk, entry.id))
    )
    stage.settle()
    return stage.detail.findChild(SamePanel)


def press(stage: Stage, inside: QWidget, words: str) -> None:
    """Press this button once it is there: Qt shows what joins a layout only in its next turn."""

    def there() -> list[Button]:
        buttons = inside.findChildren(Button)
        return [each for each in buttons if each.words() == words and not each.isHidden()]

    stage.qtbot.waitUntil(lambda: len(there()) == 1)
    stage.qtbot.mouseClick(there()[0], Qt.MouseButton.LeftButton)


def said(inside: QWidget) -> list[str]:
    return [each.text() for each in inside.findChildren(QLabel)]


def test_two_reports_are_merged_and_parted_again_in_the_detail(stage: Stage) -> None:
    first = answer(stage.qtbot, stage.session, lambda desk: report(desk, FIRST))
    second = answer(
        stage.qtbot, stage.session, lambda desk: report(desk, AGAIN, responsible_org_name="九龙物业")
    )
    panel = shown(stage, second)
    assert panel.isVisible()
    assert "Perhaps the same as" in said(panel)
    press(stage, panel, "Compare")
    dialog = stage.detail.window().findChild(SameDialog)
    assert dialog._compare.choices() == {"description": "theirs", "responsible_org_name": "mine"}
    stage.qtbot.mouseClick(dialog._compare.tiles("description")[0], Qt.MouseButton.LeftButton)
    press(stage, dialog, "Merge as chosen")
    stage.settle()
    assert stage.entry(second.id).body["same_as"]["id"] == first.id
    assert stage.entry(first.id).body["description"] == AGAIN
    assert stage.entry(first.id).body["responsible_org_name"] == "九龙物业"
    assert "Other reports of the same: 1" in said(shown(stage, stage.entry(first.id)))
    panel = shown(stage, stage.entry(second.id))
    assert f"Reports the same as {first.number}" in said(panel)
    press(stage, panel, "Undo the link")
    stage.settle()
    assert stage.entry(second.id).body == second.body
    assert stage.entry(first.id).body == first.body


def test_what_was_closed_together_says_so(stage: Stage) -> None:
    first = answer(stage.qtbot, stage.session, report)
    second = answer(stage.qtbot, stage.session, report)

    def close(desk: Desk) -> Entry:
        duplicates.link(desk, second.id, first.id)
        return entries.move(desk, first.id, "dismiss", {"close_reason": "not_found"})

    answer(stage.qtbot, stage.session, close)
    assert f"Closed together with {first.number}" in said(shown(stage, stage.entry(second.id)))


def test_whoever_may_change_only_their_own_links_without_merging(
    qtbot: Any, tmp_path: Path, qapp: Any
) -> None:
    me = Person("b1b2c3d4e5f60718", "张春燕", "volunteer", ("621026100000",))
    session = sign_in(qtbot, tmp_path / "computer", me)
    stage = Stage(qtbot, session)

    def reported_by_another(desk: Desk) -> Entry:
        entry = replace(report(desk), author=Author("other", "李秀兰"))
        with desk.vault.writing() as connection:
            rows.write(connection, [entry])
        return entry

    answer(qtbot, session, reported_by_another)
    mine = answer(qtbot, session, report)
    panel = shown(stage, mine)
    press(stage, panel, "Compare")
    dialog = stage.detail.window().findChild(SameDialog)
    words = [each.words() for each in dialog.findChildren(Button)]
    assert words == ["Not the same", "Show it", "Only link"]
    press(stage, dialog, "Only link")
    stage.settle()
    assert "same_as" in stage.entry(mine.id).body
    session.close()


def test_whoever_records_it_again_is_told_while_typing(stage: Stage) -> None:
    first = answer(stage.qtbot, stage.session, lambda desk: report(desk, FIRST))
    form = stage.open(New("hazard"))
    stage.pick(form.editors["kind"], "0101")
    write(form.editors["place"].inner.edit, "九龙花园2栋")
    stage.qtbot.waitUntil(form.same.isVisible)
    assert form.same.banner.text().endswith(FIRST)
    form.editors["place"].type_in({"text": "南街巷6号"})
    stage.qtbot.waitUntil(form.same.isHidden)
    form.editors["place"].type_in({"text": "九龙花园2栋"})
    stage.qtbot.waitUntil(form.same.isVisible)
    form.wanted.disconnect(stage.window.go)  # this window has no lists
    press(stage, form.same, "Show it")
    assert stage.wanted[-1] == Show("hazard", first.id)


def test_whoever_changes_an_entry_is_not_told_of_itself(stage: Stage) -> None:
    first = answer(stage.qtbot, stage.session, lambda desk: report(desk, FIRST))
    form = stage.open(Edit("hazard", first.id))
    write(form.editors["place"].inner.edit, "，门口")
    assert not form.same._clock.isActive()
