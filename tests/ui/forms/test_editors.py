"""What the editors do beyond holding a value."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt

from gridapp.actions import attention, entries
from gridapp.domain import codes
from gridapp.domain.fields import Field, Reference
from gridapp.domain.record import record_type
from gridapp.domain.workflow import Move
from gridapp.store import attention as store_attention
from gridapp.store import ops
from gridapp.store.lists import Query, Where
from tests.ui.forms.signed_in import COORDINATOR, Stage, answer, write
from ui.forms.context import FormContext
from ui.forms.editors import editor_for
from ui.forms.moves import ask_move
from ui.targets import Edit, New

DUTY, OUTREACH = record_type("campus_duty"), record_type("publicity")
REPORT = {
    "kind": "0101",
    "suspected_level": "general",
    "place": "九龙花园2号楼",
    "description": "楼道停电动车",
}


def editor(stage: Stage, record: Any, name: str) -> Any:
    return made_for(stage, record.field(name))


def made_for(stage: Stage, declared: Field) -> Any:
    made = editor_for(declared, FormContext(stage.session))
    stage.window.layout().addWidget(made)
    made.show()
    return made


def test_only_my_own_counts_are_mine_to_change(stage: Stage) -> None:
    tally = editor(stage, DUTY, "actions")
    tally.set_value({"somebody": {"helmet": 3}, COORDINATOR.id: {"helmet": 1}})
    stage.qtbot.mouseClick(tally.inner.button("helmet"), Qt.MouseButton.LeftButton)
    assert tally.clean(stage.session.world) == {"somebody": {"helmet": 3}, COORDINATOR.id: {"helmet": 2}}
    assert "3" in tally._note.text()


def test_a_phone_number_in_a_text_is_pointed_out_and_stops_nobody(stage: Stage) -> None:
    form = stage.open(New("hazard", REPORT))
    stage.type(form.editors["description"], " 13800000000")
    assert form.editors["description"].warning.isVisible()
    form.submit()
    assert "13800000000" in stage.entry(stage.saved()).body["description"]


def test_a_phone_number_in_a_text_is_masked_by_keyboard_and_ctrl_z_brings_it_back(stage: Stage) -> None:
    form = stage.open(New("hazard", REPORT))
    for name in ("description", "place"):
        editor = form.editors[name]
        before = editor.inner.value()
        stage.type(editor, "电话13800000000")
        stage.qtbot.waitUntil(editor.mask_button.isVisible)
        stage.qtbot.keyClick(editor.inner.edit, Qt.Key.Key_Tab)
        assert editor.mask_button.hasFocus()
        stage.qtbot.keyClick(editor.mask_button, Qt.Key.Key_Space)
        assert editor.inner.value() in (f"电话138****0000{before}", f"{before}电话138****0000")
        assert editor.is_dirty()
        assert not editor.warning.isVisible()
        assert not editor.mask_button.isVisible()
        assert editor.inner.edit.hasFocus()
        stage.qtbot.keyClick(editor.inner.edit, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        assert "13800000000" in editor.inner.value()
        assert editor.warning.isVisible()
        editor.mask_button.click()
    form.submit()
    body = stage.entry(stage.saved()).body
    assert "138****0000" in body["description"]
    assert "138****0000" in str(body["place"])


def test_a_sensitive_word_is_only_warned_of(stage: Stage) -> None:
    form = stage.open(New("hazard", REPORT))
    description = form.editors["description"]
    stage.type(description, "户主有前科")
    assert description.warning.isVisible()
    assert not description.mask_button.isVisible()


def test_a_bad_value_is_shown_on_its_row_and_stays_as_typed(stage: Stage) -> None:
    form = stage.open(New("hazard", REPORT))
    when = form.editors["found_at"]
    when.inner.edit.clear()
    stage.type(when, "2026-13-45")
    form.editors["place"].inner.edit.setFocus()
    assert form.rows["found_at"].error()
    form.submit()
    assert not stage.wanted
    assert when.inner.edit.text() == "2026-13-45"
    assert form.editors["description"].value() == REPORT["description"]


def test_half_a_period_is_said_to_need_its_end(stage: Stage) -> None:
    period = editor(stage, OUTREACH, "period")
    stage.qtbot.keyClicks(period.inner.start.edit, "2026-11-18 09:00")
    assert period.value() == {"from": "2026-11-18T09:00:00+08:00", "to": ""}
    stage.qtbot.keyClicks(period.inner.end.edit, "11:30")
    assert period.clean(stage.session.world)["to"] == "2026-11-18T11:30:00+08:00"


def test_a_choice_of_an_older_table_stays_while_nobody_changes_it(stage: Stage) -> None:
    old = {"scheme": "publicity_theme", "version": "1999", "code": "x9", "name": "旧主题"}
    theme = editor(stage, OUTREACH, "theme")
    theme.set_value(old)
    assert theme.clean(stage.session.world) == old
    assert theme.inner.text() == "旧主题"


def test_a_name_typed_and_left_counts(stage: Stage) -> None:
    people = editor(stage, OUTREACH, "members")
    write(people.inner.picker.edit, "王德顺")
    assert [each["person"]["name"] for each in people.clean(stage.session.world)] == ["王德顺"]
    stage.window.rail.setFocus()
    people.inner.picker.left.emit()
    assert people.inner.chips.keys() == ["王德顺"]


def test_another_entry_is_found_by_its_number(stage: Stage) -> None:
    entry = answer(stage.qtbot, stage.session, lambda desk: entries.add(desk, "hazard", REPORT))
    same = made_for(stage, Reference("Another entry"))
    stage.type(same, entry.number)
    same.left.emit()
    stage.qtbot.waitUntil(lambda: isinstance(same.value(), dict))
    assert same.value() == {"id": entry.id, "number": entry.number}


def test_another_entry_is_picked_by_its_name(stage: Stage) -> None:
    values = {"name": "九龙小学东门", "kind": "campus", "place": "九龙小学东门", "needed": 2}
    entry = answer(stage.qtbot, stage.session, lambda desk: entries.add(desk, "post", values))
    post = editor(stage, record_type("plan"), "post")
    post.inner.edit.setFocus()
    stage.qtbot.waitUntil(post.inner.edit.hasFocus)
    stage.type(post, "九龙小学")
    stage.qtbot.waitUntil(lambda: post.inner.list.isVisible())
    stage.qtbot.keyClick(post.inner.edit, Qt.Key.Key_Return)
    assert post.value() == {"id": entry.id, "number": entry.number}
    assert "九龙小学东门" in post.inner.text()


def test_a_time_of_day_is_written_out(stage: Stage) -> None:
    begins = editor(stage, record_type("plan"), "begins")
    stage.type(begins, "7:10")
    begins.left.emit()
    assert begins.inner.value() == "07:10"


def test_a_plan_says_which_shifts_it_makes(stage: Stage) -> None:
    gate = {"name": "九龙小学东门", "kind": "campus", "place": "九龙小学东门", "needed": 2}
    post = answer(stage.qtbot, stage.session, lambda desk: entries.add(desk, "post", gate))
    values = {
        "post": {"id": post.id, "number": post.number},
        "weekdays": [{"day": codes.table("weekday").codes["thu"].stored()}],
        "begins": "07:10",
        "ends": "08:10",
        "term_from": "2026-09-24",
        "term_to": "2026-10-15",
    }
    form = stage.open(New("plan", values))
    stage.qtbot.waitUntil(lambda: "makes 3 shifts" in form.preview.text())
    assert "10/1" in form.preview.text()
    form.submit()
    plan = stage.saved()
    shifts = Query(record_type("shift"), (Where("plan", "=", plan),))
    stage.qtbot.waitUntil(
        lambda: len(answer(stage.qtbot, stage.session, lambda desk: entries.find(desk, shifts))) == 3
    )


def test_a_step_that_asks_nothing_is_made_at_once(stage: Stage) -> None:
    entry = _add(stage, "publicity")
    done: list[Any] = []
    assert ask_move(stage.window, stage.session, entry, _move(entry, "confirm"), done.append) is None
    stage.qtbot.waitUntil(lambda: bool(done))
    assert done[0].state == "confirmed"


def test_a_step_asks_for_what_it_needs_and_adds_a_line(stage: Stage) -> None:
    entry = answer(stage.qtbot, stage.session, lambda desk: entries.add(desk, "hazard", REPORT))
    done: list[Any] = []
    dialog = ask_move(stage.window, stage.session, entry, _move(entry, "fix_on_spot"), done.append)
    panel = dialog.findChild(_panel())
    stage.qtbot.mouseClick(dialog._buttons["do"], Qt.MouseButton.LeftButton)
    assert panel.rows["rectifications"].error()
    write(panel.editors["rectifications"].inner.parts["measure"].inner.edit, "清走杂物")
    stage.qtbot.mouseClick(dialog._buttons["do"], Qt.MouseButton.LeftButton)
    stage.qtbot.waitUntil(lambda: bool(done))
    assert done[0].state == "put_right"
    assert [each["measure"] for each in done[0].body["rectifications"]] == ["清走杂物"]


def test_not_allowed_is_said_on_the_page_and_nothing_is_lost(stage: Stage) -> None:
    entry = answer(stage.qtbot, stage.session, lambda desk: entries.add(desk, "hazard", REPORT))
    form = stage.open(Edit("hazard", entry.id))
    answer(stage.qtbot, stage.session, lambda desk: entries.delete(desk, entry.id))
    stage.type(form.editors["description"], " 又看了一次")
    form.submit()
    stage.qtbot.waitUntil(form.banner.isVisible)
    assert "又看了一次" in form.editors["description"].value()


def _panel() -> type:
    from ui.forms.moves import MovePanel

    return MovePanel


def _move(entry: Any, name: str) -> Move:
    return entry.record.workflow.moves[name]


def _add(stage: Stage, type_name: str) -> Any:
    import random

    from gridapp.domain.record import example

    body = example(record_type(type_name), stage.session.world, random.Random(1))
    return answer(stage.qtbot, stage.session, lambda desk: entries.add(desk, type_name, body))


def test_a_held_act_is_mended_and_sent_again(stage: Stage) -> None:
    entry = answer(stage.qtbot, stage.session, lambda desk: entries.add(desk, "hazard", REPORT))
    item = answer(stage.qtbot, stage.session, lambda desk: _hold(desk, entry.id))
    form = stage.open(Edit("hazard", entry.id, item))
    assert form.rows["place"].error() == "请写到门牌"
    write(form.editors["place"].inner.edit, "1单元")
    form.submit()
    assert stage.saved() == entry.id
    assert stage.entry(entry.id).body["place"]["text"].endswith("1单元")
    assert answer(stage.qtbot, stage.session, attention.matters) == []


def _hold(desk: Any, entry: str) -> str:
    """As a round does when the server does not take an act."""
    with desk.vault.writing() as connection:
        op = ops.of_entry(connection, entry)[0]
        detail = {"title": "", "message": "", "fields": {"place": "请写到门牌"}}
        store_attention.add(connection, op, "held", detail, desk.vault.now())
    return attention.matters(desk)[0].item.id
