"""Whole pages of widgets, in both themes and at the largest text: nothing warns, no stray window opens."""

import pytest

from tests.ui import gallery
from ui import theme


@pytest.mark.parametrize("make", gallery.PAGES, ids=lambda make: make.__name__)
def test_a_page_lives_through_theme_and_scale(app, qtbot, make) -> None:
    page = make()
    qtbot.addWidget(page)
    page.show()
    for look in (theme.Theme("dark"), theme.Theme("dark", 1.27), theme.Theme()):
        theme.apply(app, look)
        app.processEvents()
        assert not page.grab().isNull()
    assert [w for w in app.topLevelWidgets() if w.isVisible()] == [page]


@pytest.mark.parametrize("make", [gallery.hazards, gallery.today, gallery.attention, gallery.settings])
def test_a_page_fits_the_smallest_window(app, qtbot, make) -> None:
    page = make()
    qtbot.addWidget(page)
    page.resize(1280, 640)
    page.show()
    app.processEvents()
    assert (page.width(), page.height()) == (1280, 640)
