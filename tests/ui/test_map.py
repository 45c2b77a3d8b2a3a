"""The map: pins of one's entries on the outline, gathered when they lie together, gone through by keys."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from gridapp.actions import entries, maps
from gridapp.actions.desk import Desk
from gridapp.domain.base_map import BaseMap
from gridapp.domain.errors import BadFile
from gridapp.domain.mercator import spot
from gridapp.store import mbtiles
from tests.ui.conftest import computer_of
from tests.ui.test_window import enter, start
from ui.pages.map import MapPage
from ui.targets import Go, Show
from ui.widgets.buttons import Button

HAZARD = {"kind": "0101", "suspected_level": "general", "description": "楼道堆物", "on_site_action": "none"}


@pytest.fixture
def page(volunteer: Desk, qtbot, qapp: QApplication) -> MapPage:
    for number in range(3):
        entries.add(
            volunteer, "hazard", {**HAZARD, "place": f"九龙路 {number} 号 @35.50{number}2,107.928{number}"}
        )
    entries.add(volunteer, "hazard", {**HAZARD, "place": "长庆桥 @35.4022,107.7286"})
    program = start(computer_of(volunteer), qtbot, qapp, "en")
    enter(program, qtbot)
    program.window.go(Go("map"))
    page = program.window.page("map")
    assert isinstance(page, MapPage)
    qtbot.waitUntil(lambda: bool(page.view._marks), timeout=10_000)
    page.program = program
    page.kinds.set_value(["hazard"])
    page._gather()
    return page


def test_what_lies_together_is_one_mark_until_one_comes_nearer(page: MapPage, qtbot) -> None:
    assert any(len(mark.keys) >= 3 for mark in page.view._marks)
    page.view.go_to(_at(35.5022, 107.928), 17)
    assert all(len(mark.keys) == 1 for mark in page.view._marks)


def test_by_keys_from_mark_to_entry(page: MapPage, qtbot) -> None:
    page.view.setFocus()
    qtbot.keyClick(page.view, Qt.Key.Key_N)
    assert page.view.accessibleDescription()
    qtbot.keyClick(page.view, Qt.Key.Key_Return)
    wanted: list[object] = []
    page.wanted.connect(wanted.append)
    qtbot.waitUntil(lambda: bool(page._chosen.findChildren(Button)))
    page._chosen.findChildren(Button)[0].click()
    assert isinstance(wanted[0], Show)
    before = page.view.zoom
    qtbot.keyClick(page.view, Qt.Key.Key_Plus)
    assert page.view.zoom == before + 1
    qtbot.keyClick(page.view, Qt.Key.Key_Home)
    assert page.view.zoom < before + 1


def test_kinds_that_are_not_ticked_are_not_shown(page: MapPage, qtbot) -> None:
    page.kinds.tile("hazard").click()
    assert not page.view._marks


def test_a_base_map_from_a_file_lies_below(page: MapPage, volunteer: Desk, tmp_path: Path, qtbot) -> None:
    file = base_map(tmp_path)
    page._use(BaseMap(str(file)))
    qtbot.waitUntil(lambda: any(not each.isNull() for each in page.tiles.pictures.values()), timeout=10_000)
    assert page.tiles.there


def test_what_is_no_base_map_is_refused(volunteer: Desk, tmp_path: Path) -> None:
    file = tmp_path / "no.mbtiles"
    file.write_bytes(b"no database")
    with pytest.raises(BadFile, match="no base map"):
        maps.choose_base_map(volunteer, BaseMap(str(file)))
    assert maps.base_map(volunteer) == BaseMap()


def test_rows_of_the_file_are_counted_from_the_south(tmp_path: Path) -> None:
    file = base_map(tmp_path)
    assert mbtiles.tile(file, 1, 0, 0) == b"north-west"
    assert mbtiles.tile(file, 1, 0, 1) is None


def base_map(folder: Path) -> Path:
    """One tile at zoom 1 that tells its corner, and a picture for every tile of the zooms that a county is seen in."""
    file = folder / "county.mbtiles"
    picture = folder / "tile.png"
    image = QImage(256, 256, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.darkGreen)
    image.save(str(picture))
    with sqlite3.connect(file) as database:
        database.execute("CREATE TABLE metadata (name TEXT, value TEXT)")
        database.execute("CREATE TABLE tiles (zoom_level INT, tile_column INT, tile_row INT, tile_data BLOB)")
        database.execute("INSERT INTO metadata VALUES ('format', 'png')")
        database.execute("INSERT INTO tiles VALUES (1, 0, 1, ?)", (b"north-west",))
        for zoom in range(7, 13):
            at, count = spot(35.5, 107.9), 2**zoom
            for x in range(int(at.x * count) - 4, int(at.x * count) + 5):
                for y in range(int(at.y * count) - 4, int(at.y * count) + 5):
                    row = (zoom, x, count - 1 - y, picture.read_bytes())
                    database.execute("INSERT INTO tiles VALUES (?, ?, ?, ?)", row)
    database.close()
    return file


def _at(lat: float, lon: float) -> tuple[float, float]:
    there = spot(lat, lon)
    return there.x, there.y
