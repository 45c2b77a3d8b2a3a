"""Pictures from resources: one-colour icons in any token, and the drawn art with its clipping."""

import re
from functools import lru_cache
from importlib import resources

from PySide6.QtCore import QByteArray, QPointF, QRect, QRectF, QSizeF, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPainterPath, QPixmap
from PySide6.QtSvg import QSvgRenderer

from ui import theme


def pixmap(name: str, token: str = "ink2", size: float = 20, dpr: float | None = None) -> QPixmap:
    """The icon `name` in the colour of `token`; `size` is at text scale 1."""
    ratio = dpr if dpr is not None else _screen_ratio()
    return _rendered(name, theme.current().hex(token), theme.px(size), ratio)


def icon(name: str, token: str = "ink2", size: float = 20) -> QIcon:
    """The same as a QIcon; its disabled state is in the disabled colour."""
    made = QIcon(pixmap(name, token, size))
    made.addPixmap(pixmap(name, "off", size), QIcon.Mode.Disabled)
    return made


def paint(painter: QPainter, rect: QRect | QRectF, name: str, token: str) -> None:
    """Paints an icon centred in `rect`, as large as its shorter side, sharp at the device's pixel ratio."""
    box = QRectF(rect)
    side = round(min(box.width(), box.height()))
    if side < 1:
        return  # a widget that its layout has not given room yet
    device = painter.device()
    picture = _rendered(name, theme.current().hex(token), side, device.devicePixelRatioF())
    corner = box.center() - QPointF(side / 2, side / 2)
    painter.drawPixmap(QPointF(round(corner.x()), round(corner.y())), picture)


def paint_art(
    painter: QPainter, rect: QRect | QRectF, name: str, radius: float = 0, cover: bool = False
) -> None:
    """Paints a drawing; `radius` clips its corners (a large one gives a pill), `cover` fills `rect` and
    crops.

    Qt's SVG painter clips neither to the view box nor to a clip path, so the clip is always set here.
    """
    box = QRectF(rect)
    drawing = _drawing(name)
    view = drawing.viewBoxF()
    target = _placed(view.size(), box, cover)
    frame = box if cover else target
    own = _own_clip(name)
    if own is not None:
        scale = target.width() / view.width()
        corner = target.topLeft() + (own.topLeft() - view.topLeft()) * scale
        frame = QRectF(corner, own.size() * scale)
        radius = frame.height() / 2
    rounding = min(radius, frame.width() / 2, frame.height() / 2)
    clip = QPainterPath()
    clip.addRoundedRect(frame, rounding, rounding)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setClipPath(clip, Qt.ClipOperation.IntersectClip)
    drawing.render(painter, target)
    painter.restore()


@lru_cache(maxsize=32)
def _own_clip(name: str) -> QRectF | None:
    """The pill that a drawing gives as its clip path, in the units of its view box."""
    pill = r'<clipPath[^>]*><rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"'
    source = resources.files("resources").joinpath(f"art/{name}.svg").read_text(encoding="utf-8")
    found = re.search(pill, source)
    return QRectF(*(float(number) for number in found.groups())) if found else None


def _placed(size: QSizeF, box: QRectF, cover: bool) -> QRectF:
    mode = Qt.AspectRatioMode.KeepAspectRatioByExpanding if cover else Qt.AspectRatioMode.KeepAspectRatio
    placed = QRectF(QPointF(0, 0), size.scaled(box.size(), mode))
    placed.moveCenter(box.center())
    return placed


def _screen_ratio() -> float:
    app = QGuiApplication.instance()
    return app.devicePixelRatio() if isinstance(app, QGuiApplication) else 1.0


@lru_cache(maxsize=2048)
def _rendered(name: str, colour: str, side: int, ratio: float) -> QPixmap:
    drawing = QSvgRenderer(QByteArray(_source(name).replace("currentColor", colour).encode()))
    picture = QPixmap(round(side * ratio), round(side * ratio))
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    drawing.render(painter)
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture


@lru_cache(maxsize=256)
def _source(name: str) -> str:
    return resources.files("resources").joinpath(f"icons/{name}.svg").read_text(encoding="utf-8")


@lru_cache(maxsize=32)
def _drawing(name: str) -> QSvgRenderer:
    source = resources.files("resources").joinpath(f"art/{name}.svg").read_bytes()
    return QSvgRenderer(QByteArray(source))
