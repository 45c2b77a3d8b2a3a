"""The list model: a page at a time, from the declaration, masked."""

from __future__ import annotations

import random

from PySide6.QtCore import QModelIndex, Qt

from gridapp.actions import entries
from gridapp.actions.desk import Desk
from gridapp.actions.entries import New
from gridapp.domain.record import example, record_type, record_types
from gridapp.store.lists import Query
from tests.ui.conftest import FRESH, signed_in
from ui.models.entries import EntriesModel, columns_of
from ui.session import Session
from ui.widgets import roles

NONE = QModelIndex()


def shown(session: Session, type_name: str, qtbot) -> EntriesModel:
    model = EntriesModel(session, record_type(type_name))
    with qtbot.waitSignal(model.loaded, timeout=10_000):
        model.show(Query(model.record))
    return model


def test_every_type_has_a_title_and_a_state_column() -> None:
    for record in record_types().values():
        kinds = [each.kind for each in columns_of(record)]
        assert kinds.count("title") == kinds.count("state") == 1


def test_rows_come_a_page_at_a_time_and_each_once(volunteer: Desk, qtbot) -> None:
    dice = random.Random(8)
    body = {**example(record_type("hazard"), volunteer.world, dice), **FRESH}
    entries.add_all(volunteer, "hazard", [New(body) for _ in range(230)])
    session = signed_in(volunteer, qtbot)
    model = shown(session, "hazard", qtbot)
    assert (model.rowCount(), model.canFetchMore(NONE)) == (100, True)
    while model.canFetchMore(NONE):
        with qtbot.waitSignal(model.loaded, timeout=10_000):
            model.fetchMore(NONE)
    assert model.rowCount() == 231
    assert len({model.entry(row).id for row in range(231)}) == 231
    session.close()


def test_cells_carry_level_title_state_and_deadline(session: Session, qtbot) -> None:
    model = shown(session, "hazard", qtbot)
    by_kind = {column.kind: model.index(0, place) for place, column in enumerate(model.columns)}
    assert isinstance(by_kind["level"].data(roles.LevelRole), roles.LevelSpec)
    assert isinstance(by_kind["state"].data(roles.PillRole), roles.PillSpec)
    assert isinstance(by_kind["due"].data(roles.DeadlineRole), roles.DeadlineSpec)
    assert by_kind["title"].data(roles.TitleRole)
    assert by_kind["title"].data(roles.CaptionRole)
    for index in by_kind.values():
        assert index.data(Qt.ItemDataRole.DisplayRole), "a screen reader needs words"


def test_a_phone_number_is_masked_in_the_list(coordinator: Desk, qtbot) -> None:
    body = example(record_type("member"), coordinator.world, random.Random(2))
    entries.add(coordinator, "member", {**body, "phone": "13912345678"})
    session = signed_in(coordinator, qtbot)
    model = shown(session, "member", qtbot)
    said = {
        str(model.index(0, column).data(Qt.ItemDataRole.DisplayRole)) for column in range(model.columnCount())
    }
    assert "139******78" in said
    assert not any("12345678" in each for each in said)
    session.close()


def test_the_answer_to_an_older_question_is_dropped(session: Session, qtbot) -> None:
    model = EntriesModel(session, record_type("hazard"))
    model.show(Query(model.record, words="没有这样的字"))
    with qtbot.waitSignal(model.loaded, timeout=10_000):
        model.show(Query(model.record))
    assert model.rowCount() == 1
