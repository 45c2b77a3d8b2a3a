"""Contact cards and the public notice on paper: A4 sheets as a PDF or on a printer."""

from __future__ import annotations

from PySide6.QtCore import QMarginsF, QRectF
from PySide6.QtGui import (
    QFont,
    QPagedPaintDevice,
    QPageLayout,
    QPageSize,
    QPainter,
    QTextDocument,
)

from ui import fonts, pdf

_MARGIN = 12.0  # millimetres
_LINE = 4.0  # dots: room for the outermost lines


def print_html(device: QPagedPaintDevice, html: str) -> None:
    """Put the page on as many sheets as it needs."""
    margins = QMarginsF(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
    portrait = QPageLayout.Orientation.Portrait
    size = QPageSize(QPageSize.PageSizeId.A4)
    device.setPageLayout(QPageLayout(size, portrait, margins, QPageLayout.Unit.Millimeter))
    painter = QPainter(device)
    document = QTextDocument()
    document.documentLayout().setPaintDevice(device)  # points and millimetres are those of the paper
    font = QFont()
    font.setFamilies(list(fonts.families()))
    document.setDefaultFont(font)
    document.setDocumentMargin(_LINE)
    document.setHtml(html)
    sheet = QRectF(0, 0, device.width(), device.height())
    document.setPageSize(sheet.size())
    for place in range(document.pageCount()):
        if place:
            device.newPage()
        painter.save()
        painter.translate(0, -place * sheet.height())
        document.drawContents(painter, sheet.translated(0, place * sheet.height()))
        painter.restore()
    painter.end()


def write_pdf(file: str, html: str, title: str) -> bool:
    """Write a PDF whose text can be selected. Gives whether the file could be written."""
    writer = pdf.begin(file, title)
    if writer is None:
        return False
    print_html(writer, html)
    return True
