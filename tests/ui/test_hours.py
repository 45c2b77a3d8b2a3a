"""One's own hours on screen, and a certificate whose PDF can be read back word for word."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter
from python_calamine import CalamineWorkbook

from gridapp.actions import entries, service_certificates
from tests.office import COORDINATOR, VOLUNTEER, Office
from tests.stories.test_service_certificate import CARD, ISSUER, drafted, issued
from tests.sync.test_hours import hours
from tests.ui.conftest import computer_of, enter, start
from tests.ui.forms.conftest import session, stage
from tests.ui.forms.signed_in import Stage, answer
from ui import certificate_paper, service_papers
from ui.certificate_paper import Line, Paper
from ui.pages.service_record import ListPage
from ui.targets import Go, New, Show
from ui.widgets.pills import Pill

__all__ = ["session", "stage"]


@pytest.fixture
def page(small_office: Office, qtbot: Any, qapp: Any) -> Any:
    """The window at a volunteer's hours: three months, of which one duty waits."""
    volunteer, coordinator = small_office.desk(VOLUNTEER), small_office.desk(COORDINATOR)
    for day in ("2025-05-06", "2026-10-07", "2026-11-16"):
        made = hours(coordinator, volunteer, f"{day} 07:10", f"{day} 08:40")
        entries.move(coordinator, made.id, "confirm")
    hours(coordinator, volunteer, "2026-11-17 07:10", "2026-11-17 08:10")
    small_office.sync(coordinator)
    small_office.sync(volunteer)
    volunteer.put_tile()
    program = start(computer_of(volunteer), qtbot, qapp, "en")
    enter(program, qtbot)
    program.window.go(Go("service_record"))
    shown = program.window.page("service_record")
    assert isinstance(shown, ListPage)
    qtbot.waitUntil(lambda: shown.mine.findChildren(Pill) != [], timeout=10_000)
    return program, shown


def test_the_year_the_months_and_each_duty(page: Any, qtbot: Any) -> None:
    _, shown = page
    mine = shown.mine
    assert mine.sum.text() == "3 hours"
    assert mine.more.text() == "2 times · 1 more wait to be confirmed · 4.5 hours in all years"
    assert "Oct 1.5, Nov 2.5" in mine.chart.accessibleName()
    assert sorted(pill.accessibleName() for pill in mine.findChildren(Pill)) == [
        "Confirmed", "Confirmed", "Waiting to be confirmed",
    ]  # fmt: skip
    mine.years.set_current("all")
    mine.years.changed.emit("all")
    assert mine.sum.text() == "4.5 hours"
    assert mine.pdf.isHidden()  # nothing was issued: there is only a preview


def test_the_list_is_behind_it(page: Any, qtbot: Any) -> None:
    program, shown = page
    assert shown.table.isHidden() or not shown.table.isVisible()
    shown.mine.look.click()
    assert shown.table.isVisible()
    entry = shown.model.entry(0).id
    shown.show_mine()
    program.window.go(Show("service_record", entry))
    assert shown.table.isVisible()


def test_ones_own_hours_can_always_be_taken_along(page: Any, qtbot: Any, tmp_path: Path) -> None:
    _, shown = page
    with qtbot.waitSignal(shown.mine.said, timeout=10_000):
        shown.mine.save_table(tmp_path / "mine.xlsx")
    lines = CalamineWorkbook.from_path(tmp_path / "mine.xlsx").get_sheet_by_index(0).to_python()
    assert len(lines) == 4


def test_the_text_of_the_pdf_can_be_read_back(small_office: Office, qapp: Any, tmp_path: Path) -> None:
    volunteer, coordinator = small_office.desk(VOLUNTEER), small_office.desk(COORDINATOR)
    made = hours(coordinator, volunteer, "2026-11-16 07:10", "2026-11-16 08:25")
    entries.move(coordinator, made.id, "confirm")
    certificate = issued(small_office, coordinator, drafted(coordinator, volunteer))
    file = tmp_path / "certificate.pdf"
    assert certificate_paper.write_pdf(str(file), service_papers.of_certificate(certificate))
    reader = PdfReader(file)
    text = "".join("".join(page.extract_text().split()) for page in reader.pages)
    assert len(reader.pages) == 2
    groups = (
        ("张春燕", "证件号码**************002X"),
        ("2026年11月1日至2026年11月18日", "累计服务时长1.25小时", "九龙小学护学", made.number),
        (
            ISSUER["issuer"],
            "负责人：何立群",
            "经办人：马晓霞",
            ISSUER["contact"],
            "2026年11月26日",
            "此处盖章",
        ),
        ("公示期：2026-11-18至2026-11-25", certificate.number, "免费出具"),
    )
    for group in groups:
        for words in group:
            assert words in text, words
    assert "已认证" not in text
    assert CARD not in text
    assert "预览" not in text
    assert reader.pages[0].mediabox.width > reader.pages[0].mediabox.height


def test_rare_characters_of_names_are_whole(qapp: Any, tmp_path: Path) -> None:
    name = "贠郞窎屲"
    paper = Paper(
        name, "", "", "2026-01-01", "2026-02-01", "2", [("护校", "2")], [_line(n) for n in range(50)]
    )
    assert certificate_paper.write_pdf(str(tmp_path / "p.pdf"), paper)
    reader = PdfReader(tmp_path / "p.pdf")
    assert len(reader.pages) == paper.sheets == 4
    assert name in reader.pages[0].extract_text()
    assert "预览" in reader.pages[0].extract_text()


def test_a_folder_that_is_not_there_is_said(qapp: Any, tmp_path: Path) -> None:
    paper = Paper("甲", "", "", "2026-01-01", "2026-02-01", "2", [], [])
    assert not certificate_paper.write_pdf(str(tmp_path / "none" / "p.pdf"), paper)


def test_the_square_code_stands_on_the_paper(small_office: Office, qapp: Any) -> None:
    """Every module of the code is where it belongs: dark on light."""
    volunteer, coordinator = small_office.desk(VOLUNTEER), small_office.desk(COORDINATOR)
    made = hours(coordinator, volunteer, "2026-11-16 07:10", "2026-11-16 08:25")
    entries.move(coordinator, made.id, "confirm")
    certificate = issued(small_office, coordinator, drafted(coordinator, volunteer))
    assert service_certificates.signed_text(certificate)
    paper = service_papers.of_certificate(certificate)
    scale = 4
    picture = QImage(842 * scale, 595 * scale, QImage.Format.Format_RGB32)
    painter = QPainter(picture)
    certificate_paper.draw(painter, QRectF(picture.rect()), paper)
    painter.end()
    side, rows = certificate_paper.SQUARE, paper.square
    module = side.width() / len(rows)
    seen = [
        [
            picture.pixelColor(
                round((side.x() + (x + 0.5) * module) * scale), round((side.y() + (y + 0.5) * module) * scale)
            ).lightness()
            < 128
            for x in range(len(rows))
        ]
        for y in range(len(rows))
    ]
    assert seen == [list(row) for row in rows]


def _line(number: int) -> Line:
    return Line("2026-01-02", "九龙小学护学", "护校", "1", f"SC-{number}")


def test_a_certificate_is_drafted_in_the_window(stage: Stage) -> None:
    """The coordinator names the person and the days; the lines come from the hours, the number stays outside."""
    person = {"id": "0011223344556677", "name": "张春燕"}

    def prepare(desk: Any) -> None:
        values = {
            "person": person,
            "activity": "巡逻",
            "kind": "patrol",
            "period": "2026-11-16 07:10 ~ 08:40",
        }
        entries.move(desk, entries.add(desk, "service_record", values).id, "confirm")

    answer(stage.qtbot, stage.session, prepare)
    form = stage.open(New("service_certificate"))
    form.fill(
        {"person": person, "first_day": "2026-11-01", "last_day": "2026-11-20", "contact": "0934-0000000"}
    )
    form.fill({"issuer": "宁县义警协会", "leader": "何立群", "handler": "马晓霞"})
    form.number.edit.setText(CARD)  # type: ignore[attr-defined]
    stage.press_submit()
    body = stage.entry(stage.saved()).body
    assert [each["activity"] for each in body["items"]] == ["巡逻"]
    assert (body["hours"], body["id_last4"]) == (1.5, "002X")
    assert CARD not in str(body)
