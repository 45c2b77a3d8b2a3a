"""What must hold of the form of every record type, written once, run for each."""

from __future__ import annotations

import random
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from gridapp.actions import drafts, entries
from gridapp.domain import fields
from gridapp.domain.record import example, record_types
from tests.ui.forms.signed_in import Stage, answer
from ui.features import made_for
from ui.forms.entry_form import EntryForm
from ui.targets import Edit, New

TYPES = list(record_types().values())
every_type = pytest.mark.parametrize("record", TYPES, ids=lambda record: record.type)
TYPED = [each for each in TYPES if made_for("forms", each.type, "Form", EntryForm).saver is EntryForm.saver]
"""Those that are saved as they were typed; the others are drawn from other entries, and have tests of their own."""
typed = pytest.mark.parametrize("record", TYPED, ids=lambda record: record.type)


def body_of(stage: Stage, record: Any, seed: int = 7) -> dict[str, Any]:
    return example(record, stage.session.world, random.Random(seed))


@typed
def test_what_is_filled_in_is_what_is_stored(stage: Stage, record: Any) -> None:
    body = body_of(stage, record)
    form = stage.open(New(record.type))
    form.fill(body)
    assert form.missing() == []
    form.submit()
    entry = stage.entry(stage.saved())
    assert {name: entry.body[name] for name in body} == body


@every_type
def test_typed_again_it_is_still_the_same(stage: Stage, record: Any) -> None:
    """Every editor reads back what it shows, so far as it shows it (a moment to the minute)."""
    body = body_of(stage, record)
    form = stage.open(New(record.type))
    form.fill(body)
    for name, editor in form.editors.items():
        if isinstance(editor.declared, fields.Lines):
            continue  # its parts are editors of their own; the whole keeps its ids
        before = editor.value()
        editor.inner.changed.emit()
        after = editor.clean(stage.session.world)
        assert to_minute(after) == to_minute(editor.declared.clean(before, stage.session.world)), name


@every_type
def test_a_list_read_back_keeps_ids_and_values(stage: Stage, record: Any) -> None:
    body = body_of(stage, record)
    form = stage.open(New(record.type))
    form.fill(body)
    for name, editor in form.editors.items():
        if isinstance(editor.declared, fields.Lines) and body.get(name):
            editor.inner.changed.emit()
            assert editor.clean(stage.session.world) == body[name], name


@every_type
def test_what_is_missing_is_counted_and_gone_to(stage: Stage, record: Any) -> None:
    form = stage.open(New(record.type))
    missing = form.missing()
    assert missing
    words = form.footer.message()
    assert str(len(missing)) in words
    assert form.rows[missing[0]].label() in words
    form.submit()
    assert not stage.wanted
    assert all(form.rows[name].error() for name in missing)
    field = form.rows[missing[0]].field
    assert field.isAncestorOf(QApplication.focusWidget())


@every_type
def test_the_first_field_is_focused(stage: Stage, record: Any) -> None:
    form = stage.open(New(record.type))
    first = next(iter(form.rows.values())).field
    assert first.isAncestorOf(QApplication.focusWidget())


@typed
def test_a_draft_is_kept_and_taken_up(stage: Stage, record: Any) -> None:
    body = body_of(stage, record)
    form = stage.open(New(record.type))
    form.type_in({record.heading: body[record.heading]})
    form.later()
    stage.settle()
    kept = answer(stage.qtbot, stage.session, lambda desk: drafts.read(desk, record.type))
    assert kept.values[record.heading] == body[record.heading]
    again = stage.open(New(record.type))
    assert again.values()[record.heading] == body[record.heading]
    assert again.banner.isVisible()
    again.fill({name: each for name, each in body.items() if name != record.heading})
    again.submit()
    stage.saved()
    assert answer(stage.qtbot, stage.session, lambda desk: drafts.read(desk, record.type)) is None


@typed
def test_only_what_was_changed_is_sent(stage: Stage, record: Any) -> None:
    body = body_of(stage, record)
    entry = answer(stage.qtbot, stage.session, lambda desk: entries.add(desk, record.type, body))
    form = stage.open(Edit(record.type, entry.id))
    assert form.changes() == {}
    other = body_of(stage, record, seed=8)
    free = [name for name in body if not record.field(name).fixed]
    words = {name: "换了一句话" for name in free if isinstance(record.field(name), fields.Text)}
    other = {**words, **{name: other[name] for name in free if name in other and other[name] != body[name]}}
    name = next(name for name in free if other.get(name, body[name]) != body[name])
    form.type_in({name: other[name]})
    assert set(form.changes()) == {name}
    stage.qtbot.keyClick(form, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert stage.saved() == entry.id
    after = stage.entry(entry.id)
    assert after.body[name] == other[name]


def to_minute(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: to_minute(each) for key, each in value.items()}
    return value[:16] if isinstance(value, str) and value[4:5] == "-" and value[10:11] == "T" else value
