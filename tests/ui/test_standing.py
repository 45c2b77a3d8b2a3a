"""Whether the server has an entry and its photos is said from its receipts, and when it received each act."""

from __future__ import annotations

import dataclasses
import random
from datetime import timedelta

import pytest
from PySide6.QtWidgets import QApplication

from gridapp.actions import attention, entries, photos
from gridapp.actions.desk import Desk
from gridapp.actions.details import details
from gridapp.actions.standing import Standing, Standings, standing
from gridapp.domain.entry import Entry
from gridapp.domain.photo import Photo
from gridapp.store import outbox
from gridapp.sync import engine, pull, push
from gridapp.sync.round import Report
from tests.office import COORDINATOR, GRID_WORKER, VOLUNTEER, Office, make, smuggle
from tests.ui.conftest import FRESH, answered, computer_of, enter, start
from ui.pages.entry_photos import EntryPhotos
from ui.pages.records import RecordsPage
from ui.pages.standing_line import StandingLine
from ui.program import Program
from ui.targets import Show
from ui.widgets import roles
from ui.widgets.timeline import Timeline


def hazard(desk: Desk, **values: object) -> Entry:
    return make(desk, "hazard", random.Random(21), **{**FRESH, **values})


def of(desk: Desk, entry: Entry) -> Standings:
    return standing(desk, entries.get(desk, entry.id))


def texts_only(office: Office, desk: Desk) -> None:
    """A round that is cut before it comes to the photos."""
    gate, hub, report = engine.Direct(desk.vault), office.line(desk), Report()
    push.push(gate, hub, report, lambda: False, 1)
    pull.pull(gate, hub, report, lambda: False)


def test_an_entry_is_here_then_on_its_way_then_at_the_server(small_office: Office) -> None:
    desk = small_office.desk(VOLUNTEER)
    entry = hazard(desk)
    assert of(desk, entry).entry is Standing.HERE
    with desk.vault.writing() as connection:
        outbox.freeze(connection, desk.vault.dice, 10, 10**6)  # sent, and the answer did not arrive
    assert of(desk, entry).entry is Standing.ON_ITS_WAY
    small_office.sync(desk)
    assert of(desk, entry).entry is Standing.ARRIVED
    entries.edit(desk, entry.id, {"description": "又看了一次"})
    assert of(desk, entry).entry is Standing.HERE


def test_a_photo_follows_its_text(small_office: Office) -> None:
    desk, other = small_office.desk(VOLUNTEER), small_office.desk(COORDINATOR)
    dice = random.Random(2)
    photo = photos.keep(desk, Photo(dice.randbytes(90_000), 10, 10, thumb=dice.randbytes(900)))
    entry = hazard(desk, photos=[photo])
    assert of(desk, entry).of_photo(photo) is Standing.HERE
    texts_only(small_office, desk)
    assert of(desk, entry).entry is Standing.ARRIVED
    assert of(desk, entry).of_photo(photo) is Standing.ON_ITS_WAY
    small_office.sync(desk)
    assert set(of(desk, entry).files.values()) == {Standing.ARRIVED}
    small_office.sync(other)
    assert of(other, entry).of_photo(photo) is Standing.ELSEWHERE, "the original waits until it is opened"
    assert of(other, entry).files[photo["thumb"]] is Standing.ARRIVED


def test_what_was_sent_back_or_asked_about_says_so(small_office: Office) -> None:
    grid, coordinator = small_office.desk(GRID_WORKER), small_office.desk(COORDINATOR)
    held, contested = hazard(grid), hazard(grid)
    smuggle(grid, held.id, unit=small_office.unit("和盛镇"))
    for desk in (grid, coordinator):
        small_office.sync(desk)
    assert of(grid, held).entry is Standing.SENT_BACK
    attention.let_go(grid, attention.matters(grid)[0].item.id)
    assert of(grid, held).entry is Standing.LEFT
    entries.edit(coordinator, contested.id, {"description": "先到的"})
    entries.edit(grid, contested.id, {"description": "后到的"})
    for desk in (coordinator, grid, coordinator):
        small_office.sync(desk)
    assert of(grid, contested).entry is Standing.TO_DECIDE
    assert of(coordinator, contested).entry is Standing.TO_DECIDE


def test_what_a_restored_server_lost_waits_for_its_authors_computer(small_office: Office) -> None:
    author, other = small_office.desk(VOLUNTEER), small_office.desk(COORDINATOR)
    for desk in (author, other):
        small_office.sync(desk)
    before = small_office.backup()
    entry = hazard(author)
    for desk in (author, other):
        small_office.sync(desk)
    small_office.restore(before)
    small_office.sync(other)
    assert of(other, entry).entry is Standing.LOST
    for desk in (author, other):
        small_office.sync(desk)
    assert of(other, entry).entry is Standing.ARRIVED


def test_the_history_says_when_the_server_received_it_and_how_wrong_the_clock_was(
    small_office: Office,
) -> None:
    desk = small_office.desk(VOLUNTEER)
    ours = small_office.centre.clock
    entry = hazard(desk)
    small_office.sync(desk)
    small_office.centre = dataclasses.replace(
        small_office.centre, clock=lambda: ours() - timedelta(days=3, hours=1)
    )
    entries.edit(desk, entry.id, {"description": "又看了一次"})
    assert details(desk, entry.id).history[-1].received == ""
    small_office.sync(desk)
    added, edited = details(desk, entry.id).history
    assert abs(added.skew) < 2
    assert edited.received < added.received
    assert 3 * 86_400 < edited.skew < 3 * 86_400 + 7200


# --- what of it is shown ---


@pytest.fixture
def shown(small_office: Office, volunteer: Desk, qtbot, qapp: QApplication):
    """Opens the program on the volunteer's computer at an entry; gives it and the list's page."""
    started: list[Program] = []

    def show(entry: Entry) -> tuple[Program, RecordsPage]:
        program = start(computer_of(volunteer), qtbot, qapp)
        started.append(program)
        enter(program, qtbot)
        program.window.go(Show("hazard", entry.id))
        page = program.window.page("hazard")
        assert isinstance(page, RecordsPage)
        answered(program, qtbot)
        assert page.detail.entry is not None
        assert page.detail.entry.id == entry.id
        return program, page

    yield show
    for each in started:
        each.window.close()


def line_of(page: RecordsPage) -> StandingLine:
    return page.detail.findChildren(StandingLine)[-1]


def test_the_detail_says_it_under_the_title_and_on_each_photo(
    small_office: Office, volunteer: Desk, shown, qtbot
) -> None:
    photo = photos.keep(volunteer, Photo(random.Random(2).randbytes(9_000), 10, 10))
    entry = hazard(volunteer, photos=[photo])
    program, page = shown(entry)
    assert line_of(page).words.text() == "On this computer; sent with the next connection"
    strip = page.detail.findChild(EntryPhotos)
    assert strip is not None
    assert "Photo 1: on this computer" in strip.thumb(photo["sha"]).accessibleName()
    small_office.sync(volunteer)
    program.session.synced.emit(Report())  # a round that sent photos and changed no entry
    answered(program, qtbot)
    assert strip.thumb(photo["sha"]).accessibleName() == "Photo 1: the server has it"
    assert strip.thumb(photo["sha"]).toolTip() == "Photo 1: the server has it"


def test_what_waits_for_a_decision_leads_to_it(
    small_office: Office, volunteer: Desk, coordinator: Desk, shown, qtbot
) -> None:
    entry = hazard(volunteer)
    for desk in (volunteer, coordinator):
        small_office.sync(desk)
    entries.move(coordinator, entry.id, "dismiss", {"close_reason": "fixed"})
    entries.move(volunteer, entry.id, "fix_on_spot", {"rectifications": "已清走"})
    for desk in (coordinator, volunteer):
        small_office.sync(desk)
    program, page = shown(entry)
    assert line_of(page).words.text() == "The server sent it back; it waits for your decision"
    line_of(page).decision_wanted.emit()
    assert program.window.current() == "attention"


def test_the_timeline_shows_when_the_server_received_it(small_office: Office, volunteer: Desk, shown) -> None:
    entry = hazard(volunteer)
    ours = small_office.centre.clock
    small_office.centre = dataclasses.replace(
        small_office.centre, clock=lambda: ours() - timedelta(days=3, hours=1)
    )
    small_office.sync(volunteer)
    _, page = shown(entry)
    timeline = page.detail.findChildren(Timeline)[-1]
    assert "this computer's clock was 3 days ahead" in timeline.accessibleName()
    wide, narrow = timeline.heightForWidth(900), timeline.heightForWidth(200)
    assert wide < narrow, "a long note has the lines it needs"


def test_the_list_marks_what_the_server_lost(small_office: Office, volunteer: Desk, shown) -> None:
    colleague = small_office.desk(GRID_WORKER)
    before = small_office.backup()
    entry = hazard(colleague)
    for desk in (colleague, volunteer):
        small_office.sync(desk)
    small_office.restore(before)
    small_office.sync(volunteer)
    _, page = shown(entry)
    title = next(n for n, each in enumerate(page.model.columns) if each.kind == "title")
    index = page.model.index(page.model.row_of(entry.id), title)
    assert page.model.data(index, roles.IconRole).name == "server-off"
    assert "has lost it" in line_of(page).words.text()
