"""Contact cards and the public notice on paper: A4 sheets as a PDF or on a printer."""

from __future__ import annotations

import os

from PySide6.QtCore import QMarginsF, QRectF
from PySide6.QtGui import (
    QFont,
    QPagedPaintDevice,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QTextDocument,
)

from ui import fonts

_MARGIN = 12.0  # millimetres
_DOTS_PER_INCH = 300
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
    if not os.access(os.path.dirname(os.path.abspath(file)), os.W_OK):
        return False  # said by us, before Qt says it to the terminal
    writer = QPdfWriter(file)
    writer.setResolution(_DOTS_PER_INCH)
    writer.setTitle(title)
    writer.setCreator("GridApp")
    print_html(writer, html)
    return True
