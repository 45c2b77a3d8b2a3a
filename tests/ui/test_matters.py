"""The page of things to decide, from every side: both authors, the supervisor, and who is only told."""

from __future__ import annotations

import random
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from gridapp.actions import attention, duplicates, entries
from gridapp.actions.desk import Desk
from gridapp.domain.entry import Entry
from gridapp.domain.record import record_type
from gridapp.store.lists import Query
from tests.office import GRID_WORKER, Office, make, smuggle
from tests.ui.conftest import FRESH, answered, computer_of, enter, start
from ui.pages.attention import AttentionPage
from ui.pages.conflict_card import ConflictCard
from ui.pages.held_card import HeldCard
from ui.pages.supervising import SupervisorCard
from ui.program import Program
from ui.targets import Edit, Go, Show
from ui.widgets.buttons import Button, PaintedButton
from ui.widgets.line_field import TextArea

Card = TypeVar("Card", bound=QWidget)


def hazard(desk: Desk, seed: int, **values: object) -> Entry:
    return make(desk, "hazard", random.Random(seed), **{**FRESH, **values})


def sync(office: Office, *desks: Desk) -> None:
    for _ in range(2):
        for desk in desks:
            office.sync(desk)


class Opened:
    """The program on somebody's computer, at the page of things to decide."""

    def __init__(self, desk: Desk, qtbot, qapp: QApplication) -> None:
        self.desk, self.qtbot = desk, qtbot
        self.program: Program = start(computer_of(desk), qtbot, qapp)
        enter(self.program, qtbot)
        self.program.window.go(Go("attention"))
        page = self.program.window.page("attention")
        assert isinstance(page, AttentionPage)
        self.page = page
        answered(self.program, qtbot)

    def card(self, kind: type[Card]) -> Card:
        (card,) = (each for each in self.page.cards() if isinstance(each, kind))
        return card

    def press(self, inside: QWidget, text: str) -> None:
        """The button with these words, pressed as a keyboard does."""
        (button,) = (
            each
            for each in inside.findChildren(PaintedButton)
            if each.isVisible() and text in (each.words(), each.accessibleName())
        )
        assert button.focusPolicy() & Qt.FocusPolicy.TabFocus
        self.qtbot.keyClick(button, Qt.Key.Key_Space)
        answered(self.program, self.qtbot)

    def say(self, inside: QWidget) -> str:
        return "\n".join(each.text() for each in inside.findChildren(QLabel) if each.isVisible())

    def badge(self) -> int:
        status = self.program.session.status
        return status.attention if status is not None else -1

    def close(self) -> None:
        self.program.window.close()


@pytest.fixture
def open_for(qtbot, qapp: QApplication):
    """Opens the program for a desk; closed at the end."""
    opened: list[Opened] = []

    def make_one(desk: Desk) -> Opened:
        opened.append(Opened(desk, qtbot, qapp))
        return opened[-1]

    yield make_one
    for each in opened:
        each.close()


@pytest.fixture
def contested(small_office: Office, volunteer: Desk, coordinator: Desk) -> Entry:
    """An entry of the volunteer's of which both changed the same field, the coordinator first."""
    entry = hazard(volunteer, 11)
    sync(small_office, volunteer, coordinator)
    entries.edit(coordinator, entry.id, {"description": "先到的"})
    entries.edit(volunteer, entry.id, {"description": "后到的"})
    sync(small_office, coordinator, volunteer)
    return entry


@pytest.fixture
def held(small_office: Office, coordinator: Desk) -> tuple[Desk, Entry]:
    """A grid worker's entry that the server held, because it lies in no unit of theirs."""
    grid = small_office.desk(GRID_WORKER)
    entry = hazard(grid, 12, description="沟边土坡松动")
    smuggle(grid, entry.id, unit=small_office.unit("和盛镇"))
    sync(small_office, grid, coordinator)
    grid.put_tile()
    return grid, entry


def type_in(card: ConflictCard, words: str) -> None:
    """Into the editor that is open for what was seen."""
    area = card.rows["description"].field
    assert isinstance(area, TextArea)
    area.edit.setPlainText(words)


def test_whose_change_came_second_sees_both_and_may_write_a_new_text(
    small_office: Office, volunteer: Desk, coordinator: Desk, contested: Entry, open_for, qtbot
) -> None:
    opened = open_for(volunteer)
    card = opened.card(ConflictCard)
    assert "What I changed" in opened.say(card)
    assert "On the server" in opened.say(card)
    assert "何立群" in opened.say(card)
    assert card.choice() == {"description": "先到的"}, "what stands is chosen to begin with"
    opened.press(card, "What was seen: write it anew")
    editor = QApplication.focusWidget()
    assert editor is not None
    assert card.rows["description"].isAncestorOf(editor)
    qtbot.keyClick(editor, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(editor, "both in one")
    opened.press(card, "Save as chosen")
    assert opened.page.cards() == []
    sync(small_office, volunteer, coordinator)
    assert entries.get(coordinator, contested.id).body["description"] == "both in one"
    assert attention.matters(coordinator) == []


def test_whose_value_stands_sees_it_from_their_side(
    volunteer: Desk, coordinator: Desk, contested: Entry, open_for
) -> None:
    opened = open_for(coordinator)
    card = opened.card(ConflictCard)
    assert "What I wrote stands" in opened.say(card)
    assert "What 张春燕 wrote" in opened.say(card)
    assert card.choice() == {"description": "先到的"}
    opened.press(card, "All of 张春燕's")
    assert card.choice() == {"description": "后到的"}
    opened.press(card, "Save as chosen")
    assert entries.get(coordinator, contested.id).body["description"] == "后到的"


@pytest.mark.parametrize(
    ("field", "theirs", "mine", "new", "shown"),
    [
        ("suspected_level", "general", "major_suspected", "urgent", "Urgent"),
        ("found_at", "2026-11-16 08:00", "2026-11-16 09:00", "2026-11-16 08:30", "11/16 08:30"),
    ],
)
def test_other_kinds_of_value_are_written_anew_too(
    small_office: Office,
    volunteer: Desk,
    coordinator: Desk,
    open_for,
    field: str,
    theirs: str,
    mine: str,
    new: str,
    shown: str,
) -> None:
    entry = hazard(volunteer, 19, suspected_level="urgent")
    sync(small_office, volunteer, coordinator)
    entries.edit(coordinator, entry.id, {field: theirs})
    entries.edit(volunteer, entry.id, {field: mine})
    sync(small_office, coordinator, volunteer)
    opened = open_for(volunteer)
    card = opened.card(ConflictCard)
    row = card.rows[field]
    assert card.compare is not None
    card.compare.choose(field, "other")
    assert row.value() == card._values[field]["mine"], "untouched it is what I had"
    row.field.set_value(new)
    row.field.changed.emit()
    opened.press(card, "Save as chosen")
    assert opened.page.cards() == []
    saved = entries.get(volunteer, entry.id)
    assert saved.record.field(field).show(saved.body[field], volunteer.world) == shown


def test_what_cannot_be_taken_is_said_under_what_was_typed(
    volunteer: Desk, contested: Entry, open_for, qtbot
) -> None:
    opened = open_for(volunteer)
    card = opened.card(ConflictCard)
    opened.press(card, "What was seen: write it anew")
    type_in(card, "长" * 3000)
    opened.press(card, "Save as chosen")
    assert opened.page.cards() == [card]
    assert "2000" in card.rows["description"].error()


def test_a_card_keeps_what_was_typed_when_others_news_come_in(
    small_office: Office, volunteer: Desk, coordinator: Desk, contested: Entry, open_for
) -> None:
    opened = open_for(volunteer)
    card = opened.card(ConflictCard)
    opened.press(card, "What was seen: write it anew")
    type_in(card, "写到一半")
    hazard(volunteer, 13)
    opened.page.load()
    answered(opened.program, opened.qtbot)
    assert opened.card(ConflictCard) is card
    assert card.choice() == {"description": "写到一半"}


@pytest.mark.parametrize("decision", ["Keep it", "Delete it after all"])
def test_what_one_deleted_and_another_changed_is_kept_or_goes(
    small_office: Office, volunteer: Desk, coordinator: Desk, open_for, decision: str
) -> None:
    entry = hazard(volunteer, 14)
    sync(small_office, volunteer, coordinator)
    entries.delete(coordinator, entry.id)
    entries.edit(volunteer, entry.id, {"description": "还在那里"})
    sync(small_office, coordinator, volunteer)
    other = open_for(volunteer)
    assert "何立群 deleted it. You had changed it, so it was kept." in other.say(other.card(ConflictCard))
    other.close()
    opened = open_for(coordinator)
    card = opened.card(ConflictCard)
    assert "You deleted it. 张春燕 had changed it, so it was kept." in opened.say(card)
    opened.press(card, decision)
    sync(small_office, coordinator, volunteer)
    assert attention.matters(volunteer) == []
    there = {each.id for each in entries.find(volunteer, Query(record_type("hazard")))}
    assert (entry.id in there) is (decision == "Keep it")


def test_a_supervisor_lets_it_through(
    small_office: Office, coordinator: Desk, held: tuple[Desk, Entry], open_for
) -> None:
    grid, entry = held
    opened = open_for(coordinator)
    card = opened.card(SupervisorCard)
    said = opened.say(card)
    assert "马晓霞: Recorded" in said
    assert "沟边土坡松动" in said
    assert "outside" in said, "why it is held"
    opened.press(card, "Let it through")
    assert opened.page.cards() == []
    assert "Let through · you ·" in _captions(opened)
    sync(small_office, coordinator, grid)
    assert entries.get(coordinator, entry.id).author.name == "马晓霞"


def test_a_supervisor_returns_it_with_words_and_its_author_sees_them_beside_the_value(
    small_office: Office, coordinator: Desk, held: tuple[Desk, Entry], open_for, qtbot
) -> None:
    grid, entry = held
    opened = open_for(coordinator)
    card = opened.card(SupervisorCard)
    opened.press(card, "Return…")
    opened.press(card.form, "Return it")
    assert card.form.whole.error() == "Please tell the author what to mend."
    assert QApplication.focusWidget() is card.form.whole.field.focusProxy(), "where something must be written"
    card.form.whole.field.set_value("请改到新宁镇")
    card.form.rows["description"].field.set_value("请写清楼号")
    opened.press(card.form, "Return it")
    assert opened.page.cards() == []
    opened.close()
    sync(small_office, coordinator, grid)

    author = open_for(grid)
    mine = author.card(HeldCard)
    said = author.say(mine)
    assert "请改到新宁镇" in said
    assert said.index("沟边土坡松动") < said.index("请写清楼号"), "the value, then what is said of it"
    assert "The server had held it" in said
    with qtbot.waitSignal(author.page.wanted) as asked:
        author.press(mine, "Correct and send again")
    assert asked.args[0] == Edit("hazard", entry.id, attention.matters(grid)[0].item.id)


def test_what_was_left_can_be_taken_up_again(held: tuple[Desk, Entry], open_for) -> None:
    grid, _ = held
    opened = open_for(grid)
    opened.press(opened.card(HeldCard), "Leave it")
    assert opened.badge() == 0
    assert "Left as it is · you ·" in _captions(opened)
    opened.press(opened.page.matter_list, "Take it up again")
    assert opened.badge() == 1
    assert opened.card(HeldCard)


def test_the_version_not_chosen_can_be_brought_back(volunteer: Desk, contested: Entry, open_for) -> None:
    opened = open_for(volunteer)
    opened.press(opened.card(ConflictCard), "Leave it")
    assert "The other version: What was seen: 后到的" in opened.say(opened.page.matter_list)
    opened.press(opened.page.matter_list, "Bring the other version back")
    assert entries.get(volunteer, contested.id).body["description"] == "后到的"
    assert "The other version: What was seen: 先到的" in opened.say(opened.page.matter_list)


def test_who_is_only_told_opens_it_and_puts_it_away(
    small_office: Office, volunteer: Desk, coordinator: Desk, open_for, qtbot
) -> None:
    entry = hazard(volunteer, 15)
    sync(small_office, volunteer, coordinator)
    entries.move(coordinator, entry.id, "dismiss", {"close_reason": "duplicate"})
    sync(small_office, coordinator, volunteer)
    opened = open_for(volunteer)
    assert opened.badge() == 0, "nothing is asked of them"
    assert "何立群: Closed ·" in _captions(opened)
    with qtbot.waitSignal(opened.page.wanted) as asked:
        opened.press(opened.page.matter_list, "Open it")
    assert asked.args[0] == Show("hazard", entry.id)
    opened.program.window.go(Go("attention"))
    opened.press(opened.page.matter_list, "Put it away")
    assert attention.tidings(volunteer) == []
    assert "For you to know" not in opened.say(opened.page.matter_list)


def test_a_supervisor_whose_decision_came_too_late_is_told_why(
    small_office: Office, coordinator: Desk, held: tuple[Desk, Entry], open_for
) -> None:
    late = small_office.desk(("吴建军", "centre_staff", "宁县"))
    small_office.sync(late)
    late.put_tile()
    attention.release(coordinator, attention.matters(coordinator)[0].item.id)
    attention.give_back(late, attention.matters(late)[0].item.id, {"": "不清楚"})
    sync(small_office, coordinator, late)
    opened = open_for(late)
    assert opened.badge() == 0
    assert "decided this already" in opened.say(opened.page.matter_list)
    opened.press(opened.page.matter_list, "Put it away")
    assert "decided this already" not in opened.say(opened.page.matter_list)


def test_what_the_program_keeps_by_itself_is_shown_in_words(
    small_office: Office, volunteer: Desk, coordinator: Desk, open_for
) -> None:
    one, first, second = (hazard(volunteer, seed) for seed in (16, 17, 18))
    sync(small_office, volunteer, coordinator)
    duplicates.link(coordinator, one.id, first.id)
    duplicates.link(volunteer, one.id, second.id)
    sync(small_office, coordinator, volunteer)
    opened = open_for(volunteer)
    card = opened.card(ConflictCard)
    assert "Same as" in opened.say(card)
    assert card.compare is not None
    shown = [tile.words() for tile in card.compare.tiles("same_as")]
    assert shown == [second.number, first.number]
    assert not card.rows, "one of the two is chosen; a link is not typed"


def test_the_list_leads_to_a_card_by_keyboard(volunteer: Desk, contested: Entry, open_for, qtbot) -> None:
    opened = open_for(volunteer)
    opened.press(opened.page.matter_list, "Go there")
    card = opened.card(ConflictCard)
    qtbot.waitUntil(lambda: card.isAncestorOf(QApplication.focusWidget()))
    order = []
    for _ in range(12):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        order.append(QApplication.focusWidget())
    named = [each.accessibleName() for each in order if isinstance(each, PaintedButton)]
    wanted = ["What was seen 后到的", "What was seen 先到的", "What was seen: write it anew"]
    assert [each for each in named if each in wanted] == wanted
    assert "Save as chosen" in named
    assert any(isinstance(each, Button) and each.kind() == "primary" for each in order)


def _captions(opened: Opened) -> str:
    names = (each.accessibleName() for each in opened.page.matter_list.findChildren(QWidget))
    return "\n".join(name for name in names if name)
