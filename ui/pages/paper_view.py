"""A certificate's paper on screen, and the ways it leaves the program: as a PDF, on a printer."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QFileDialog, QSizePolicy, QWidget

from gridapp.domain.errors import WorldFailed
from gridapp.domain.filenames import safe_name
from gridapp.i18n import tr
from ui import certificate_paper, theme
from ui.certificate_paper import HEIGHT, WIDTH, Paper
from ui.widgets import paint


class PaperView(QWidget):
    """The first sheet, as wide as there is room and never higher than its place."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._paper: Paper | None = None
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_paper(self, paper: Paper) -> None:
        self._paper = paper
        self.setAccessibleName(f"{tr('Certificate of service')} {paper.name} {paper.hours} h {paper.number}")
        self.update()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return round(width * HEIGHT / WIDTH)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(520), self.heightForWidth(theme.px(520)))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(300), self.heightForWidth(theme.px(300)))

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._paper is None:
            return
        scale = min(self.width() / WIDTH, self.height() / HEIGHT)
        wide, high = WIDTH * scale, HEIGHT * scale
        sheet = QRectF((self.width() - wide) / 2, 0, wide, high)
        painter = QPainter(self)
        certificate_paper.draw(painter, sheet, self._paper)
        paint.box(painter, sheet, 0, edge="line2")


def ask_pdf(parent: QWidget, paper: Paper, done: Callable[[str], None]) -> None:
    """Ask where to, then write; `done` gets the words for the toast. Raises WorldFailed."""
    name = safe_name(f"志愿服务记录证明 {paper.name} {paper.number}", ".pdf")
    chosen, _ = QFileDialog.getSaveFileName(parent, tr("Save as PDF"), name, "PDF (*.pdf)")
    if chosen:
        save_pdf(chosen, paper)
        done(tr("Saved as {file}", file=chosen))


def save_pdf(file: str, paper: Paper) -> None:
    """Write the PDF. Raises WorldFailed."""
    if not certificate_paper.write_pdf(file, paper):
        raise WorldFailed(tr("The file could not be written"), file)


def ask_print(parent: QWidget, paper: Paper) -> None:
    """Let the person choose a printer and print every sheet."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    if QPrintDialog(printer, parent).exec():
        certificate_paper.print_all(printer, paper)
