"""The roster board in the window: by keys alone, by dragging, and what leaves it as paper."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget
from python_calamine import CalamineWorkbook

from gridapp.actions import entries, roster
from gridapp.actions.desk import Desk
from gridapp.actions.signups import asking
from gridapp.domain.entry import Entry
from gridapp.domain.shifts import Week
from gridapp.domain.world import system_clock
from tests.office import COORDINATOR, VOLUNTEER, Office
from tests.stories.test_roster import member, person
from tests.ui.conftest import answered, computer_of, enter, start
from ui import roster_paper, theme
from ui.pages.shift import ListPage
from ui.program import Program
from ui.targets import Edit, Go, New, Show
from ui.widgets.person_list import chip, mime_of, person_in
from ui.widgets.roster_delegate import CellPerson, pack

TOWN = "新宁镇"
EARLY, LATE = "九龙小学·早", "九龙小学·晚"


class Board:
    """The program at the coordinator's roster: next week, so that nothing of it is over."""

    def __init__(
        self, program: Program, qtbot: Any, shifts: dict[str, Entry], people: dict[str, Entry]
    ) -> None:
        self.program, self.qtbot, self.shifts, self.people = program, qtbot, shifts, people
        page = program.window.page("shift")
        assert isinstance(page, ListPage)
        self.page, self.board, self.pane = page, page.board, page.board.pane
        self.table, self.list = page.board.table, page.board.pane.people

    def settle(self) -> None:
        answered(self.program, self.qtbot)

    def names(self) -> list[str]:
        return [each.name for each in self.list.lines()]

    def stand_on(self, shift: str) -> None:
        assert self.board.stand_on(self.shifts[shift].id)
        self.settle()

    def shown_there(self, shift: str) -> list[str]:
        slot = self.board.week and self.board.week.slot(self.shifts[shift].id)
        assert slot
        return [each.body["person"]["name"] for each in slot.shown]

    def press(self, widget: QWidget, *keys: Qt.Key) -> None:
        for key in keys:
            self.qtbot.keyClick(widget, key)
            self.settle()

    def drop(self, shift: str, data: QMimeData) -> bool:
        """Drag over the cell of a shift and let go; says whether it was taken."""
        view = self.table.viewport()
        at = self.table.visualRect(self.board.model.index_of(self.shifts[shift].id)).center()
        copy, left, no = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        QApplication.sendEvent(view, QDragEnterEvent(QPoint(at), copy, data, left, no))
        QApplication.sendEvent(view, QDragMoveEvent(QPoint(at), copy, data, left, no))
        event = QDropEvent(QPointF(at), copy, data, left, no)
        QApplication.sendEvent(view, event)
        self.settle()
        return event.isAccepted()


@pytest.fixture
def desk(small_office: Office) -> Desk:
    small_office.clock.now = system_clock()  # type: ignore[attr-defined]
    return small_office.desk(COORDINATOR)


@pytest.fixture
def shifts(desk: Desk) -> dict[str, Entry]:
    """On Monday and Tuesday of next week: early, late, and one called off."""
    today = desk.world.now().date()
    monday = today - timedelta(days=today.weekday()) + timedelta(days=7)
    made = {}
    post = entries.add(desk, "post", {"name": EARLY, "kind": "campus", "place": "九龙小学东门"}, TOWN)
    for key, day, name, hours in (
        ("mon early", 0, EARLY, "07:10 ~ 08:10"),
        ("tue early", 1, EARLY, "07:10 ~ 08:10"),
        ("mon late", 0, LATE, "17:20 ~ 18:20"),
        ("off", 1, LATE, "17:20 ~ 18:20"),
    ):
        values = {
            "name": name,
            "post": {"id": post.id, "number": post.number},
            "kind": "campus",
            "place": "九龙小学东门",
            "period": f"{monday + timedelta(days=day)} {hours}",
            "needed": 2,
        }
        made[key] = entries.add(desk, "shift", values, TOWN)
    entries.move(desk, made["off"].id, "cancel", {"cancel_note": "学校放假"})
    return made


@pytest.fixture
def people(desk: Desk) -> dict[str, Entry]:
    return {each: member(desk, each) for each in ("李秀兰", "王德顺", "高雅琴")}


@pytest.fixture
def board(
    desk: Desk, shifts: dict[str, Entry], people: dict[str, Entry], qtbot: Any, qapp: QApplication
) -> Iterator[Board]:
    desk.put_tile()
    program = start(computer_of(desk), qtbot, qapp)
    enter(program, qtbot)
    program.window.go(Go("shift"))
    answered(program, qtbot)
    opened = Board(program, qtbot, shifts, people)
    opened.board.turn(1)
    opened.settle()
    yield opened
    program.window.close()
    theme.apply(qapp, theme.Theme())


def test_a_gap_is_filled_by_keys_alone(board: Board) -> None:
    board.board.focus_grid()
    board.table.setCurrentIndex(board.board.model.index(0, 0))
    board.press(board.table, Qt.Key.Key_Right, Qt.Key.Key_Left)
    assert board.pane.slot is not None
    assert board.pane.slot.shift.id == board.shifts["mon early"].id
    assert board.names() == ["高雅琴", "李秀兰", "王德顺"]  # by pinyin: nobody has had anything
    board.press(board.table, Qt.Key.Key_Return)
    board.qtbot.waitUntil(board.list.hasFocus)
    board.press(board.list, Qt.Key.Key_Down, Qt.Key.Key_Return)
    board.qtbot.waitUntil(lambda: board.shown_there("mon early") == ["李秀兰"], timeout=10_000)
    assert board.pane.slot.gap == 1
    assert "李秀兰" not in board.names()
    board.press(board.list, Qt.Key.Key_Escape)
    board.qtbot.waitUntil(board.table.hasFocus)
    cell = board.table.cell(board.table.currentIndex())
    assert cell is not None
    assert (cell.look, cell.note, [each.name for each in cell.people]) == ("gap", "1 missing", ["李秀兰"])


def test_one_after_the_other_until_nobody_is_missing(board: Board) -> None:
    board.board.focus_grid()
    board.stand_on("mon early")
    board.press(board.table, Qt.Key.Key_Return)
    board.qtbot.waitUntil(board.list.hasFocus)
    board.press(board.list, Qt.Key.Key_Down, Qt.Key.Key_Return)
    board.qtbot.waitUntil(lambda: board.names() == ["高雅琴", "王德顺"], timeout=10_000)
    assert board.list.hasFocus()
    board.press(board.list, Qt.Key.Key_Return)
    board.qtbot.waitUntil(board.table.hasFocus, timeout=10_000)
    assert board.shown_there("mon early") == ["李秀兰", "王德顺"]
    cell = board.table.cell(board.table.currentIndex())
    assert cell is not None
    assert (cell.look, cell.note) == ("draft", "Draft")


def test_news_do_not_move_what_one_looks_at(board: Board, desk: Desk) -> None:
    board.stand_on("mon late")
    resets: list[None] = []
    board.board.model.modelReset.connect(lambda: resets.append(None))
    roster.assign(desk, board.shifts["mon early"].id, board.people["李秀兰"].id)
    board.board.load()
    board.settle()
    board.qtbot.waitUntil(lambda: board.shown_there("mon early") == ["李秀兰"], timeout=10_000)
    assert resets == []
    assert board.pane.slot is not None
    assert board.pane.slot.shift.id == board.shifts["mon late"].id
    board.qtbot.keyClick(board.table, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    board.settle()
    assert resets == [None], "another week is another grid"


def test_somebody_is_dragged_onto_a_shift(board: Board) -> None:
    board.stand_on("mon early")
    board.qtbot.waitUntil(lambda: bool(board.names()), timeout=10_000)
    key = board.people["王德顺"].id
    assert board.drop("mon late", mime_of(key))
    board.qtbot.waitUntil(lambda: board.shown_there("mon late") == ["王德顺"], timeout=10_000)
    assert not board.drop("off", mime_of(key)), "nobody is put where it was called off"
    text = QMimeData()
    text.setText(key)
    assert not board.drop("mon early", text), "only people can be dropped"
    assert board.shown_there("mon early") == []


def test_what_is_refused_is_said_and_nothing_is_noted(board: Board) -> None:
    failed: list[Exception] = []
    board.program.session.failed.connect(failed.append)
    board.stand_on("mon late")
    board.qtbot.waitUntil(lambda: bool(board.names()), timeout=10_000)
    for _ in range(2):
        assert board.drop("mon late", mime_of(board.people["王德顺"].id))
    board.qtbot.waitUntil(lambda: len(failed) == 1, timeout=10_000)
    assert "王德顺" in str(failed[0])
    assert board.shown_there("mon late") == ["王德顺"]


def test_the_summary_leads_from_one_gap_to_the_next(board: Board) -> None:
    assert board.board.banner.text() == "3 shifts still lack people."
    seen = []
    for _ in range(4):
        board.board.banner.link_clicked.emit("next")
        board.settle()
        assert board.pane.slot is not None
        seen.append(board.pane.slot.shift.id)
    first, second, third, again = seen
    assert [first, second, third] == [
        board.shifts[each].id for each in ("mon early", "mon late", "tue early")
    ]
    assert again == first


def test_a_clash_is_said_in_words_and_shape_at_both(board: Board, desk: Desk) -> None:
    who = person(board.people["李秀兰"])
    other = entries.add(
        desk,
        "shift",
        {"name": "南街路口", "period": board.shifts["mon early"].body["period"], "needed": 1},
        TOWN,
    )
    for shift in (board.shifts["mon early"], other):
        entries.add(desk, "signup", asking(shift, who), TOWN)
    board.board.load()
    board.settle()
    assert board.board.banner.text().endswith("1 of our people are at two places at once.")
    for shift in (board.shifts["mon early"].id, other.id):
        cell = board.table.cell(board.board.model.index_of(shift))
        assert cell is not None
        assert (cell.look, cell.note) == ("clash", "Clash")


def test_an_empty_cell_begins_a_shift_like_those_beside_it(board: Board) -> None:
    wanted: list[Any] = []
    board.page.wanted.connect(wanted.append)
    model = board.board.model
    row = model.index_of(board.shifts["mon early"].id).row()
    board.table.setCurrentIndex(model.index(row, 4))
    board.board.focus_grid()
    board.press(board.table, Qt.Key.Key_Return)
    (new,) = wanted
    assert isinstance(new, New)
    begins = datetime.fromisoformat(board.shifts["mon early"].body["period"]["from"])
    assert (new.type, new.values["name"], new.values["post"]["id"]) == (
        "shift",
        EARLY,
        board.shifts["mon early"].body["post"]["id"],
    )
    assert datetime.fromisoformat(new.values["period"]["from"]) == begins + timedelta(days=4)


def test_everybody_can_be_looked_through_with_what_speaks_against(board: Board, desk: Desk) -> None:
    roster.assign(desk, board.shifts["mon early"].id, board.people["李秀兰"].id)
    near = {**board.shifts["mon early"].body, "name": "南街路口"}
    begins = datetime.fromisoformat(near["period"]["to"])
    near["period"] = {"from": begins.isoformat(), "to": (begins + timedelta(hours=1)).isoformat()}
    other = entries.add(desk, "shift", near, TOWN)
    board.board.load()
    board.settle()
    board.board.stand_on(other.id)
    board.settle()
    assert board.names() == ["高雅琴", "王德顺"]
    board.pane.which.set_current("all")
    board.pane.which.changed.emit("all")
    board.settle()
    captions = {each.name: each.caption for each in board.list.lines()}
    assert captions["李秀兰"] == f"too little rest from {EARLY}"
    board.pane.search.setText("lxl")
    board.pane.search.searched.emit("lxl")
    assert board.names() == ["李秀兰"]


def test_the_week_is_published_copied_and_turned(board: Board) -> None:
    assert board.page.publish.isVisible()
    board.page.publish.click()
    board.settle()
    board.qtbot.waitUntil(lambda: not board.page.publish.isVisible(), timeout=10_000)
    board.board.after.click()
    board.settle()
    assert board.board.empty.isVisible()
    board.board.empty.primary_clicked.emit()
    board.qtbot.waitUntil(lambda: board.page.publish.isVisible(), timeout=10_000)
    week = board.board.week
    assert week is not None
    assert len(week.drafts()) == 3, "what was called off is not copied"
    board.board.this_week.click()
    board.settle()
    assert board.board.week is not None
    assert board.board.week.lines == []
    wanted: list[Any] = []
    board.page.wanted.connect(wanted.append)
    board.board.empty.secondary_clicked.emit()
    assert wanted == [Go("plan")]


def test_the_menu_of_a_shift_does_what_it_says(board: Board) -> None:
    board.stand_on("mon early")
    wanted: list[Any] = []
    board.page.wanted.connect(wanted.append)
    menu = {each.text(): each for each in board.pane.menu().actions()}
    assert list(menu) == ["Publish", "Call off", "Change", "Sign-in sheet", "Show in the list"]
    menu["Publish"].trigger()
    board.settle()
    assert board.pane.slot is not None
    assert board.pane.slot.shift.state == "published"
    menu["Change"].trigger()
    assert wanted == [Edit("shift", board.shifts["mon early"].id)]


def test_the_plain_list_is_behind_the_board(board: Board) -> None:
    board.page.toggle.click()
    board.settle()
    assert board.page.table.isVisible()
    assert not board.board.isVisible()
    assert board.page.model.rowCount() == 4
    board.page.toggle.click()
    board.settle()
    assert board.board.isVisible()
    board.program.window.go(Show("shift", board.shifts["off"].id))
    board.settle()
    board.qtbot.waitUntil(
        lambda: board.page.detail.entry is not None and board.page.detail.entry.id == board.shifts["off"].id,
        timeout=10_000,
    )


def test_a_filter_leaves_only_its_lines(board: Board, desk: Desk) -> None:
    more = {**board.shifts["mon early"].body, "name": "南街路口", "place": {"text": "南街"}}
    entries.add(desk, "shift", {name: value for name, value in more.items() if name != "post"}, TOWN)
    board.board.load()
    board.settle()
    assert board.board.model.rowCount() == 3
    board.board.place.set_value("南街")
    board.board.place.changed.emit("南街")
    assert [line.name for line in board.board.narrowed().lines] == ["南街路口"]
    assert board.board.model.rowCount() == 1


def test_a_week_and_its_sheets_leave_the_program(board: Board, tmp_path: Path) -> None:
    board.board.stand_on(board.shifts["mon early"].id)
    board.settle()
    board.list.setCurrentIndex(board.list.model().index(0, 0))
    board.press(board.list, Qt.Key.Key_Return)
    board.qtbot.waitUntil(lambda: board.shown_there("mon early") == ["高雅琴"], timeout=10_000)
    papers, said = board.page.papers, board.page.said
    slot = board.board.week and board.board.week.slot(board.shifts["mon early"].id)
    assert slot
    for file, save in (
        ("week.xlsx", papers.save_table),
        ("week.pdf", papers.save_pdf),
        ("sheet.xlsx", lambda file: papers.save_sheets(file, [slot])),
    ):
        with board.qtbot.waitSignal(said, timeout=10_000):
            save(tmp_path / file)
    table = CalamineWorkbook.from_path(tmp_path / "week.xlsx").get_sheet_by_index(0).to_python()
    assert table[2][:3] == [f"{EARLY}\n07:10 – 08:10", "高雅琴 (to be confirmed)\n1 missing", "2 missing"]
    assert table[3][2] == "Called off"
    text = "".join(page.extract_text() for page in PdfReader(tmp_path / "week.pdf").pages)
    assert "高雅琴" in text.replace("\n", "")
    sheet = CalamineWorkbook.from_path(tmp_path / "sheet.xlsx").get_sheet_by_index(0).to_python()
    assert sheet[2] == ["No.", "Name", "Came at", "Left at", "Signature", "Remarks"]
    assert [line[:2] for line in sheet[3:]] == [[1, "高雅琴"], [2, ""], [3, ""], [4, ""], [5, ""]]


def test_a_volunteer_looks_and_changes_nothing(
    small_office: Office, board: Board, desk: Desk, qtbot: Any, qapp: QApplication
) -> None:
    volunteer = small_office.desk(VOLUNTEER)
    for each in (desk, volunteer):
        small_office.sync(each)
    volunteer.put_tile()
    program = start(computer_of(volunteer), qtbot, qapp)
    enter(program, qtbot)
    program.window.go(Go("shift"))
    answered(program, qtbot)
    page = program.window.page("shift")
    assert isinstance(page, ListPage)
    page.board.turn(1)
    answered(program, qtbot)
    assert page.board.stand_on(board.shifts["mon early"].id)
    answered(program, qtbot)
    for widget in (page.publish, page.copy, page.take, page.board.pane.people):
        assert not widget.isVisible()
    assert page.board.fairness.text() == ""
    cell = page.board.table.cell(page.board.table.currentIndex())
    assert cell is not None
    assert not cell.open
    program.window.close()


def test_a_long_week_has_its_days_on_every_sheet(board: Board, tmp_path: Path) -> None:
    week = board.board.week
    assert week is not None
    long = Week(week.monday, [*week.lines] * 30)
    assert roster_paper.write_pdf(str(tmp_path / "long.pdf"), long, TOWN)
    pages = [page.extract_text().replace("\t", " ") for page in PdfReader(tmp_path / "long.pdf").pages]
    assert len(pages) > 2
    assert all("Post" in page and "Mon" in page for page in pages)
    assert "draft" in pages[0], "what is not published yet does not look as if it were"
    assert not roster_paper.write_pdf(str(tmp_path / "nowhere" / "long.pdf"), long, TOWN)


@pytest.mark.parametrize(("most", "width", "shown"), [
    (2, 400, [["李秀兰"], ["王德顺"]]),
    (1, 400, [["李秀兰", "王德顺"]]),
])  # fmt: skip
def test_few_names_stand_below_each_other(
    most: int, width: int, shown: list[list[str]], qapp: QApplication
) -> None:
    rows = pack([CellPerson("李秀兰"), CellPerson("王德顺")], most, width, "caption")
    assert [[each.name for each in row] for row in rows] == shown


def test_many_names_are_as_many_as_fit_and_how_many_more(qapp: QApplication) -> None:
    people = [CellPerson(f"张春{letter}") for letter in "燕兰顺琴礼梅平宁"]
    rows = pack(people, 2, 120, "caption")
    flat = [each.name for row in rows for each in row]
    assert len(rows) == 2
    assert flat[-1] == f"+{len(people) - len(flat) + 1}"
    assert flat[:-1] == [each.name for each in people[: len(flat) - 1]]


def test_a_dragged_person_is_seen_as_their_chip(qapp: QApplication) -> None:
    assert chip("李秀兰", 2.0).width() > chip("李秀兰", 1.0).width() > 0
    assert person_in(mime_of("some-key")) == "some-key"
    assert person_in(QMimeData()) == ""


def test_many_people_of_a_shift_leave_room_for_whom_to_ask(board: Board, desk: Desk) -> None:
    crowded = {**board.shifts["mon late"].body, "name": "庙会", "needed": 40}
    fair = entries.add(desk, "shift", crowded, TOWN)
    for number in range(20):
        entries.add(desk, "signup", asking(fair, {"id": "", "name": f"队员{number:02}"}), TOWN)
    board.board.load()
    board.settle()
    assert board.board.stand_on(fair.id)
    board.settle()
    board.qtbot.waitUntil(lambda: board.list.height() > 100, timeout=10_000)
    assert len(board.names()) == 3
    assert board.list.geometry().bottom() <= board.pane.height()
