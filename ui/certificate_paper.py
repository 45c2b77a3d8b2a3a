"""A certificate as it is printed: one landscape sheet, then its lines. Painted alike on screen, in a PDF, on a printer.

The paper is Chinese whatever language the program speaks, and always dark on light.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape

from PySide6.QtCore import QMarginsF, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QFont,
    QPagedPaintDevice,
    QPageLayout,
    QPageSize,
    QPainter,
    QPalette,
    QPen,
    QTextDocument,
)

from ui import fonts, icons, pdf

WIDTH, HEIGHT = 842.0, 595.0  # points: A4, landscape
LINES_PER_SHEET = 22
SQUARE = QRectF(78, HEIGHT - 208, 128, 128)
"""Where the code stands: 45 mm, so that a telephone reads it from a copy too."""
_NAVY, _GOLD, _INK, _SOFT = QColor("#17325C"), QColor("#B98A2B"), QColor("#1B1F27"), QColor("#5B5F68")
_CREAM = QColor("#FFFDF6")
_FREE = "本证明免费出具。依据志愿服务记录出具，由出具单位对其真实性负责；未盖章无效。"


@dataclass(frozen=True)
class Line:
    """One duty on the second sheet."""

    day: str
    activity: str
    kind: str
    hours: str
    number: str


@dataclass(frozen=True)
class Paper:
    """The four groups of what is printed: volunteer, service, issuer, remarks. `square` are the rows of the code;
    without it the paper says that it is only a preview."""

    name: str
    document: str
    volunteer_no: str
    first_day: str
    last_day: str
    hours: str
    kinds: Sequence[tuple[str, str]]
    lines: Sequence[Line]
    issuer: str = ""
    issuer_code: str = ""
    leader: str = ""
    handler: str = ""
    contact: str = ""
    issued_on: str = ""
    publicised: str = ""
    remark: str = ""
    number: str = ""
    square: Sequence[Sequence[bool]] = field(default_factory=tuple)

    @property
    def sheets(self) -> int:
        """The certificate itself, and its lines."""
        return 1 + -(-len(self.lines) // LINES_PER_SHEET)


def draw(painter: QPainter, target: QRectF, paper: Paper, sheet: int = 0) -> None:
    """Paint one sheet into `target`, whatever its size."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(target.topLeft())
    painter.scale(target.width() / WIDTH, target.height() / HEIGHT)
    painter.fillRect(QRectF(0, 0, WIDTH, HEIGHT), _CREAM)
    if sheet == 0:
        _front(painter, paper)
    else:
        _list(painter, paper, sheet)
    painter.restore()


def write_pdf(file: str, paper: Paper) -> bool:
    """Write every sheet to an A4 PDF whose text can be selected. Gives whether the file could be written."""
    writer = pdf.begin(file, f"志愿服务记录证明 {paper.number}")
    return writer is not None and print_all(writer, paper)


def print_all(device: QPagedPaintDevice, paper: Paper) -> bool:
    """Put every sheet on a page of its own."""
    layout = QPageLayout(
        QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Landscape, QMarginsF(0, 0, 0, 0)
    )
    device.setPageLayout(layout)
    painter = QPainter()
    if not painter.begin(device):
        return False
    for sheet in range(paper.sheets):
        if sheet:
            device.newPage()
        draw(painter, QRectF(0, 0, device.width(), device.height()), paper, sheet)
    return painter.end()


def _front(painter: QPainter, paper: Paper) -> None:
    _frame(painter)
    icons.paint_art(painter, QRectF(WIDTH / 2 - 22, 46, 44, 48), "emblem")
    _words(
        painter,
        QRectF(0, 100, WIDTH, 46),
        "志愿服务记录证明",
        32,
        _NAVY,
        True,
        Qt.AlignmentFlag.AlignCenter,
        6,
    )
    _html(painter, QRectF(78, 158, WIDTH - 156, 190), _body(paper), 15)
    _issuer(painter, paper)
    _proof(painter, paper)
    _words(painter, QRectF(78, HEIGHT - 62, WIDTH - 156, 18), _FREE, 9.5, _SOFT)
    if not paper.square:
        _words(
            painter,
            QRectF(0, 40, WIDTH - 52, 20),
            "预览 · 不作证明",
            10,
            _GOLD,
            True,
            Qt.AlignmentFlag.AlignRight,
        )


def _frame(painter: QPainter) -> None:
    for inset, color, width in ((22, _NAVY, 2.5), (28, _GOLD, 0.8)):
        painter.setPen(QPen(color, width))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(QRectF(inset, inset, WIDTH - 2 * inset, HEIGHT - 2 * inset))


def _body(paper: Paper) -> str:
    """The volunteer and the service, in sentences."""
    known = [f"证件号码 {escape(paper.document)}"] if paper.document else []
    known += [f"志愿者编号 {escape(paper.volunteer_no)}"] if paper.volunteer_no else []
    who = f"（{'，'.join(known)}）" if known else ""
    kinds = "，".join(f"{escape(kind)} {hours} 小时" for kind, hours in paper.kinds)
    service = (
        f"自 {_day(paper.first_day)}至 {_day(paper.last_day)}，参加志愿服务 <b>{len(paper.lines)}</b> 次，"
        f"累计服务时长 <b>{paper.hours}</b> 小时。其中：{kinds}。逐次记录见附页。"
    )
    rest = [f"公示期：{paper.publicised}。"] if paper.publicised else []
    rest += [f"备注：{escape(paper.remark)}"] if paper.remark else []
    paragraphs = [f"兹证明 <b>{escape(paper.name)}</b>{who}{service}", *rest, "特此证明。"]
    return "".join(
        f'<p style="text-indent:30px;margin:0 0 4px 0;line-height:165%">{each}</p>' for each in paragraphs
    )


def _issuer(painter: QPainter, paper: Paper) -> None:
    """Who vouches for it, and the room for the seal."""
    left, width, top = WIDTH - 400.0, 220.0, HEIGHT - 216.0
    lines = (
        (paper.issuer, 15.0, _INK),
        (f"统一社会信用代码：{paper.issuer_code}" if paper.issuer_code else "", 10.5, _SOFT),
        (f"负责人：{paper.leader}　经办人：{paper.handler}" if paper.leader else "", 10.5, _SOFT),
        (f"联系方式：{paper.contact}" if paper.contact else "", 10.5, _SOFT),
        (_day(paper.issued_on), 13.0, _INK),
    )
    for words, size, color in lines:
        if words:
            height = size + 9
            _words(
                painter,
                QRectF(left, top, width, height),
                words,
                size,
                color,
                False,
                Qt.AlignmentFlag.AlignRight,
            )
            top += height
    seal = QRectF(WIDTH - 168, HEIGHT - 222, 110, 110)
    painter.setPen(QPen(_GOLD, 1, Qt.PenStyle.DashLine))
    painter.drawEllipse(seal)
    _words(painter, seal, "此处盖章", 12, _GOLD, False, Qt.AlignmentFlag.AlignCenter)


def _proof(painter: QPainter, paper: Paper) -> None:
    """The square code, the number, and how to check both."""
    if paper.square:
        _square(painter, SQUARE, paper.square)
    else:
        painter.setPen(QPen(_GOLD, 1, Qt.PenStyle.DashLine))
        painter.drawRect(SQUARE)
        _words(painter, SQUARE, "签发后生成", 11, _GOLD, False, Qt.AlignmentFlag.AlignCenter)
    beside = QRectF(SQUARE.right() + 14, SQUARE.bottom() - 44, 240, 18)
    _words(painter, beside, f"编号 {paper.number or '—'}", 11.5, _INK)
    _words(painter, beside.translated(0, 20), "扫码核对真伪，离线也可验证", 10.5, _SOFT)


def _square(painter: QPainter, target: QRectF, rows: Sequence[Sequence[bool]]) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    module = target.width() / len(rows)
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            if dark:
                spot = QPointF(target.x() + x * module, target.y() + y * module)
                painter.fillRect(QRectF(spot, QSizeF(module, module)), QColor("#10131A"))
    painter.restore()


def _list(painter: QPainter, paper: Paper, sheet: int) -> None:
    """The lines of one sheet after the first."""
    _words(painter, QRectF(48, 34, WIDTH - 96, 26), "附页：志愿服务记录", 16, _NAVY, True)
    head = f"{paper.name}　编号 {paper.number or '—'}　第 {sheet} 页，共 {paper.sheets - 1} 页"
    _words(painter, QRectF(48, 36, WIDTH - 96, 22), head, 10.5, _SOFT, False, Qt.AlignmentFlag.AlignRight)
    columns = ((48.0, 90.0), (140.0, 300.0), (448.0, 110.0), (566.0, 50.0), (632.0, 162.0))
    y = 72.0
    for place, line in enumerate(_lines_of(paper, sheet)):
        for (x, width), words in zip(columns, line, strict=True):
            _words(painter, QRectF(x, y, width, 20), words, 10.5, _INK if place else _SOFT, not place)
        y += 21
        painter.setPen(QPen(QColor("#D9D3C3"), 0.6))
        painter.drawLine(QPointF(48, y - 0.5), QPointF(WIDTH - 48, y - 0.5))


def _lines_of(paper: Paper, sheet: int) -> list[tuple[str, str, str, str, str]]:
    first = (sheet - 1) * LINES_PER_SHEET
    shown = paper.lines[first : first + LINES_PER_SHEET]
    lines = [(each.day, each.activity, each.kind, each.hours, each.number) for each in shown]
    return [("日期", "活动", "服务类别", "小时", "记录编号"), *lines]


def _html(painter: QPainter, target: QRectF, html: str, size: float) -> None:
    document = QTextDocument()
    document.setDocumentMargin(0)
    document.setDefaultFont(_font(size))
    document.setHtml(html)
    document.setTextWidth(target.width())
    context = QAbstractTextDocumentLayout.PaintContext()
    context.palette.setColor(QPalette.ColorRole.Text, _INK)
    painter.save()
    painter.translate(target.topLeft())
    document.documentLayout().draw(painter, context)
    painter.restore()


def _words(
    painter: QPainter,
    target: QRectF,
    words: str,
    size: float,
    color: QColor,
    bold: bool = False,
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
    spacing: float = 0,
) -> None:
    font = _font(size, bold)
    font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, spacing)
    painter.setFont(font)
    painter.setPen(color)
    painter.drawText(target, int(align | Qt.AlignmentFlag.AlignVCenter), words)


def _font(size: float, bold: bool = False) -> QFont:
    """In points of the sheet, so that it is the same on every device: a painter's scale does the rest."""
    font = QFont()
    font.setFamilies(list(fonts.families()))
    font.setPixelSize(round(size))
    font.setBold(bold)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


def _day(iso: str) -> str:
    """2026年11月18日"""
    if not iso:
        return ""
    year, month, day = iso.split("-")
    return f"{year}年{int(month)}月{int(day)}日"
