"""A week of the roster on paper: landscape A4 sheets, its heading and days on each, for a printer or as a PDF."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QMarginsF, QSizeF
from PySide6.QtGui import QFont, QPagedPaintDevice, QPageLayout, QPageSize, QTextDocument

from gridapp.domain.shifts import Week
from gridapp.exports.roster import cell_said, day_said, title
from gridapp.i18n import tr
from ui import fonts, pdf

_MARGIN = 12.0  # millimetres
_POINTS = 9


def print_week(device: QPagedPaintDevice, week: Week, unit: str) -> None:
    """Put a week on as many sheets as it needs."""
    margins = QMarginsF(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
    device.setPageLayout(
        QPageLayout(
            QPageSize(QPageSize.PageSizeId.A4),
            QPageLayout.Orientation.Landscape,
            margins,
            QPageLayout.Unit.Millimeter,
        )
    )
    document = QTextDocument()
    font = QFont()
    font.setFamilies(list(fonts.families()))
    font.setPointSize(_POINTS)
    document.setDefaultFont(font)
    document.setHtml(html(week, unit))
    area = device.pageLayout().paintRect(QPageLayout.Unit.Point)
    document.setPageSize(QSizeF(area.width(), area.height()))
    document.print_(device)


def write_pdf(file: str, week: Week, unit: str) -> bool:
    """Write a PDF whose text can be selected. Gives whether the file could be written."""
    writer = pdf.begin(file, title(week, unit))
    if writer is None:
        return False
    print_week(writer, week, unit)
    return True


def html(week: Week, unit: str) -> str:
    """The sheet as a table; headings are repeated on each page."""
    days = "".join(f'<th width="12%">{escape(day_said(day))}</th>' for day in week.days)
    lines = "".join(
        f"<tr><td><b>{escape(line.name)}</b><br>{line.begins} – {line.ends}</td>"
        + "".join(f"<td>{_lines(cell_said(line.slots.get(day)))}</td>" for day in range(len(week.days)))
        + "</tr>"
        for line in week.lines
    )
    return (
        f'<h2 align="center">{escape(title(week, unit))}</h2>'
        '<table width="100%" border="1" cellspacing="0" cellpadding="4" style="border-collapse:collapse">'
        f"<thead><tr><th>{escape(tr('Post'))}</th>{days}</tr></thead>{lines}</table>"
    )


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br>")
