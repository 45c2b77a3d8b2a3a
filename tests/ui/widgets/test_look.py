"""Theme, icons and fonts: everything named exists, and a change of theme reaches what is already shown."""

import ast
import re
from importlib import resources

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontDatabase, QFontMetrics, QImage, QPainter, QPixmap, QRawFont
from PySide6.QtWidgets import QLabel

from ui import fonts, icons, theme
from ui.widgets import paint
from ui.widgets.buttons import Button
from ui.widgets.labels import Label
from ui.widgets.surface import Card

UI = resources.files("ui")


def colour_at(widget, x: int, y: int) -> str:
    return widget.grab().toImage().pixelColor(x, y).name().upper()


@pytest.mark.parametrize("name", ["light", "dark"])
@pytest.mark.parametrize("scale", theme.SCALES.values())
def test_every_token_of_the_style_sheet_exists(name: str, scale: float) -> None:
    rules = theme.style_sheet(theme.Theme(name, scale))
    assert "@" not in rules
    assert rules.count("{") == rules.count("}")


def test_both_themes_have_the_same_tokens() -> None:
    assert theme.Theme("light").colours.keys() == theme.Theme("dark").colours.keys()


def test_every_tone_has_four_tokens() -> None:
    for name in theme.TONES:
        for token in theme.tone(name):
            assert theme.color(token).isValid()


def test_every_icon_named_in_the_widgets_exists() -> None:
    folder = resources.files("resources").joinpath("icons")
    have = {entry.name.removesuffix(".svg") for entry in folder.iterdir() if entry.name.endswith(".svg")}
    used: set[str] = set()
    for entry in UI.joinpath("widgets").iterdir():
        if entry.name.endswith(".py"):
            tree = ast.parse(entry.read_text(encoding="utf-8"))
            used |= {name for call in ast.walk(tree) for name in icon_names(call)}
    assert {"check", "x", "chevron-down", "alert-circle-filled"} <= used
    assert used <= have


def icon_names(node: ast.AST) -> set[str]:
    """The words of a call where the name of an icon is: third in icons.paint, first in the icon widgets."""
    if not isinstance(node, ast.Call):
        return set()
    place = {"icons.paint": 2, "IconButton": 0, "IconLabel": 0}.get(ast.unparse(node.func))
    if place is None or len(node.args) <= place:
        return set()
    words = [n.value for n in ast.walk(node.args[place]) if isinstance(n, ast.Constant)]
    return {word for word in words if isinstance(word, str)}


def test_widgets_know_nothing_of_the_program_and_have_no_words() -> None:
    for entry in UI.joinpath("widgets").iterdir():
        if entry.name.endswith(".py"):
            source = entry.read_text(encoding="utf-8")
            assert "gridapp" not in source, entry.name
            code = re.sub(r'""".*?"""|#[^\n]*', "", source, flags=re.S)
            assert not re.search(r"[\u4e00-\u9fff]", code), entry.name


def test_an_icon_takes_the_colour_of_its_token() -> None:
    image = icons.pixmap("circle-filled", "red", 20, dpr=2).toImage()
    assert (image.width(), image.devicePixelRatio()) == (40, 2)
    assert image.pixelColor(20, 20).name() == theme.color("red").name()
    theme_dark = theme.Theme("dark")
    assert theme_dark.hex("red") != theme.current().hex("red")


def test_icons_are_cached_by_name_colour_size_and_ratio() -> None:
    first = icons.pixmap("check", "ink", 20, 1)
    assert icons.pixmap("check", "ink", 20, 1).cacheKey() == first.cacheKey()
    for other in (
        ("x", "ink", 20, 1),
        ("check", "red", 20, 1),
        ("check", "ink", 24, 1),
        ("check", "ink", 20, 2),
    ):
        assert icons.pixmap(*other).cacheKey() != first.cacheKey()


def test_an_icon_without_room_paints_nothing_and_warns_nobody() -> None:
    page = QPixmap(10, 10)
    painter = QPainter(page)
    icons.paint(painter, QRect(0, 0, 0, 10), "check", "ink")
    painter.end()


def test_art_stays_inside_its_clip() -> None:
    image = QImage(400, 300, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    icons.paint_art(painter, QRect(30, 40, 340, 190), "empty-clipboard")
    painter.end()
    for x, y in ((31, 50), (31, 228), (368, 228), (200, 235), (200, 38)):
        assert image.pixelColor(x, y).alpha() == 0, (x, y)
    assert image.pixelColor(50, 140).alpha() == 255


def test_cropped_art_fills_its_place() -> None:
    image = QImage(200, 200, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    icons.paint_art(painter, QRect(50, 50, 60, 100), "scene-card", cover=True)
    painter.end()
    assert image.pixelColor(51, 51).alpha() == 255
    assert image.pixelColor(108, 148).alpha() == 255
    assert image.pixelColor(45, 100).alpha() == 0
    assert image.pixelColor(115, 100).alpha() == 0


def test_shipped_fonts_are_registered_and_only_real_families_are_asked_for() -> None:
    assert fonts.families()
    assert set(fonts.families()) <= set(QFontDatabase.families())


@pytest.mark.parametrize("bold", [False, True])
def test_chinese_is_never_a_box(bold: bool) -> None:
    metrics = QFontMetrics(theme.font("body", bold))
    raw = QRawFont.fromFont(theme.font("body", bold))
    for letter in "平安网格隐患巡逻宁县焦村镇—…·“”：％①":
        assert metrics.inFontUcs4(ord(letter)), letter
        assert raw.supportsCharacter(ord(letter)), letter


def test_roles_are_pixels_times_scale(app) -> None:
    assert theme.font("title").pixelSize() == 22
    theme.apply(app, theme.Theme(scale=1.27))
    assert theme.font("title").pixelSize() == 28
    assert theme.font("title").bold()
    assert not theme.font("body").bold()


def test_a_label_follows_role_tone_and_theme(app, stage) -> None:
    label = Label("平安", "title", "red")
    stage.put(label)
    assert label.font().pixelSize() == 22
    assert label.palette().windowText().color() == theme.color("red")
    theme.apply(app, theme.Theme("dark", 1.13))
    assert label.font().pixelSize() == 25
    assert label.palette().windowText().color() == theme.Theme("dark").color("red")
    label.set_tone("ink3")
    assert label.palette().windowText().color() == theme.color("ink3")


def test_text_helper_styles_a_plain_label(stage) -> None:
    label = theme.text(QLabel("说明"), "caption", "ink3", bold=True)
    stage.put(label)
    assert label.font().pixelSize() == 13
    assert label.font().bold()


def test_labels_do_not_read_markup() -> None:
    assert Label("<b>张</b>").textFormat() == Qt.TextFormat.PlainText


def test_a_shown_card_and_button_change_colour_with_the_theme(app, stage) -> None:
    card, button = Card("标题"), Button("提交", "primary")
    stage.put(card, button)
    assert colour_at(card, 40, 60) == theme.current().hex("surface")
    assert colour_at(button, 20, 3) == theme.current().hex("primary")
    theme.apply(app, theme.Theme("dark"))
    assert colour_at(card, 40, 60) == theme.Theme("dark").hex("surface")
    assert colour_at(button, 20, 3) == theme.Theme("dark").hex("primary")


def test_a_shown_button_grows_with_the_text(app, stage) -> None:
    button = Button("提交", "primary")
    stage.put(button)
    before = button.height()
    theme.apply(app, theme.Theme(scale=1.27))
    app.processEvents()
    assert (before, button.height()) == (40, 51)


def test_a_deleted_widget_no_longer_follows(app, qtbot) -> None:
    for _ in range(3):
        card = Card("标题")
        card.deleteLater()
        del card
    app.processEvents()
    with qtbot.captureExceptions() as raised:
        theme.apply(app, theme.Theme("dark"))
    assert not raised


def test_long_words_end_in_an_ellipsis_and_tell_their_width() -> None:
    page = QPixmap(200, 40)
    painter = QPainter(page)
    used = paint.words(painter, QRect(0, 0, 60, 40), "很长很长很长的一句话")
    painter.end()
    assert 30 <= used <= 61
