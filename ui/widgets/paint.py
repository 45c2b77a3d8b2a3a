"""The few strokes every painted widget is made of: a box on half pixels, a line of words, a focus ring."""

from PySide6.QtCore import QLineF, QPointF, QRect, QRectF, QSizeF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPainterPath, QPen, QPixmap

from ui import theme

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTRE = Qt.AlignmentFlag.AlignCenter
TOP_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop


def box(
    painter: QPainter,
    rect: QRect | QRectF,
    radius: float = 0,
    fill: str = "",
    edge: str = "",
    width: float = 1,
    dashed: bool = False,
) -> None:
    """A rounded rectangle in tokens.

    The edge lies inside `rect`, on half pixels, so that lines stay sharp.
    """
    frame = QRectF(rect)
    if edge:
        inset = width / 2
        frame = frame.adjusted(inset, inset, -inset, -inset)
    rounding = max(0.0, min(radius, frame.width() / 2, frame.height() / 2))
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(_pen(edge, width, dashed))
    painter.setBrush(theme.color(fill) if fill else Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(frame, rounding, rounding)
    painter.restore()


def rule(painter: QPainter, x1: float, y1: float, x2: float, y2: float, token: str = "line") -> None:
    """A line one pixel wide; positions are whole pixels."""
    painter.save()
    painter.setPen(_pen(token, 1, False))
    painter.drawLine(QLineF(QPointF(x1 + 0.5, y1 + 0.5), QPointF(x2 + 0.5, y2 + 0.5)))
    painter.restore()


def words(
    painter: QPainter,
    rect: QRect | QRectF,
    text: str,
    role: str = "body",
    token: str = "ink",
    align: Qt.AlignmentFlag = LEFT,
    bold: bool | None = None,
) -> int:
    """One line of text, cut with an ellipsis when it is too long; gives the width it took."""
    area = QRectF(rect)
    font = theme.font(role, bold)
    metrics = QFontMetrics(font)
    # Widths are rounded on their way here; a text that misses its place by less than a pixel still fits.
    shown = text
    if metrics.horizontalAdvance(text) > area.width() + 1:
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(area.width()))
    painter.setFont(font)
    painter.setPen(theme.color(token))
    painter.drawText(area, int(align | Qt.TextFlag.TextSingleLine), shown)
    return metrics.horizontalAdvance(shown)


def text_width(text: str, role: str = "body", bold: bool | None = None) -> int:
    return QFontMetrics(theme.font(role, bold)).horizontalAdvance(text)


def line_height(role: str = "body") -> int:
    """The line heights of the guide, which are roomier than a font's own."""
    return theme.px({"big": 46, "welcome": 34, "title": 30, "card": 24, "body": 22, "caption": 19}[role])


def ring_inside(painter: QPainter, rect: QRect | QRectF, radius: float = 0, token: str = "focus") -> None:
    """The keyboard focus of rows and rail items, drawn inside them."""
    box(painter, rect, radius, edge=token, width=2)


def photo(painter: QPainter, rect: QRect | QRectF, picture: QPixmap, radius: float = 0) -> None:
    """A photo that fills `rect`, cropped evenly, its corners rounded; a grey place when there is none yet."""
    frame = QRectF(rect)
    if picture.isNull():
        box(painter, frame, radius, "track")
        return
    clip = QPainterPath()
    clip.addRoundedRect(frame, radius, radius)
    size = QSizeF(picture.size()).scaled(frame.size(), Qt.AspectRatioMode.KeepAspectRatioByExpanding)
    target = QRectF(QPointF(0, 0), size)
    target.moveCenter(frame.center())
    painter.save()
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
    painter.setClipPath(clip, Qt.ClipOperation.IntersectClip)
    painter.drawPixmap(target, picture, QRectF(picture.rect()))
    painter.restore()


def _pen(token: str, width: float, dashed: bool) -> QPen:
    if not token:
        return QPen(Qt.PenStyle.NoPen)
    pen = QPen(theme.color(token), width)
    if dashed:
        pen.setDashPattern([3 / width, 2.5 / width])
    return pen
