"""Where things are: entries of every kind that has a place, on the county's outline or on a base map of one's own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from gridapp.actions import entries, maps
from gridapp.actions.desk import Desk
from gridapp.domain import gcj
from gridapp.domain.base_map import BaseMap, Datum
from gridapp.domain.entry import Entry
from gridapp.domain.mercator import Spot, degrees, metres_per_pixel, spot
from gridapp.domain.outline import county_outline
from gridapp.domain.pins import Cluster, Pin, clusters
from gridapp.domain.record import record_type
from gridapp.i18n import tr
from ui import theme, words
from ui.map_tiles import MapTiles
from ui.pages.page import Page
from ui.session import Session
from ui.targets import Show
from ui.waiting import run_for
from ui.widgets.buttons import Button, IconButton
from ui.widgets.dialog import AppDialog
from ui.widgets.header import PageHeader
from ui.widgets.labels import Label
from ui.widgets.line_field import LineField
from ui.widgets.map_view import MapView, Mark
from ui.widgets.popover import Popover
from ui.widgets.rows import ListRow
from ui.widgets.split import MasterDetail, ScrollPage
from ui.widgets.surface import Card
from ui.widgets.tiles import CheckTiles

_APART = 40  # pixels between marks, below which they become one
_MOST_LISTED = 30
_SCALES = (50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000)  # metres


class MapPage(Page):
    """The kinds to show at the left, the map, and what was chosen on it at the right."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._records = maps.placed()
        self.types = frozenset(each.type for each in self._records)
        self._pins: list[Pin] = []
        self._base = BaseMap()
        self.tiles = MapTiles(self)
        self._build()
        theme.follow(self._restyle)

    def load(self) -> None:
        def read(desk: Desk) -> tuple[BaseMap, list[Pin]]:
            base = maps.base_map(desk)
            return base, [pin for record in self._records for pin in maps.pins(desk, record, base.datum)]

        run_for(self, self.session, read, lambda found: self._show(*found))

    # --- building ---

    def _build(self) -> None:
        header = PageHeader(tr("Map"), self.session.world.org.label(self.session.person.unit))
        self.base_button = Button(tr("Base map…"), icon="map-2")
        self.base_button.clicked.connect(lambda _checked: self._ask_base())
        header.add_action(self.base_button)
        self.view = MapView(tr("Map"))
        self.view.picked.connect(self._pick)
        self.view.moved.connect(self._gather)
        self.view.tile_wanted.connect(self.tiles.want)
        self.view.scale_words = self._scale
        self.tiles.came.connect(lambda: self.view.show_tiles(self.tiles.pictures, self.tiles.there))
        self.kinds = CheckTiles([(each.type, tr(each.plural)) for each in self._records])
        self.kinds.changed.connect(self._gather)
        left = Card(tr("What to show"))
        left.add(self.kinds)
        left.body.addStretch(1)
        around = Card(padding=1)
        around.add(self.view)
        zooming = QHBoxLayout()
        for icon, text, steps in (("zoom-in", tr("Nearer"), 1.0), ("zoom-out", tr("Farther"), -1.0)):
            button = IconButton(icon, text)
            button.clicked.connect(lambda _checked, steps=steps: self.view.zoom_by(steps))
            zooming.addWidget(button)
        whole = IconButton("current-location", tr("The whole county"))
        whole.clicked.connect(lambda _checked: self.view.fit())
        zooming.addWidget(whole)
        zooming.addStretch(1)
        left.body.addLayout(zooming)
        self._chosen = Card(tr("Chosen on the map"), padding=0)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(left)
        column.addWidget(ScrollPage(self._chosen), 1)
        inside = QWidget()
        self._inner = QVBoxLayout(inside)
        self._inner.addWidget(MasterDetail(around, right, 320), 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(header)
        outer.addWidget(inside, 1)
        self._show_chosen([])

    def _restyle(self) -> None:
        self._inner.setContentsMargins(theme.px(20), 0, theme.px(20), theme.px(16))

    # --- showing ---

    def _show(self, base: BaseMap, pins: list[Pin]) -> None:
        first = not self._pins
        self._base, self._pins = base, pins
        self.tiles.use(base)
        shown = gcj.from_wgs if base.datum == "GCJ-02" else lambda lat, lon: (lat, lon)
        if first:
            counts = Counter(pin.type for pin in pins)
            self.kinds.set_value([name for name, count in counts.items() if count])
            rings = [[_xy(spot(*shown(*corner))) for corner in ring] for ring in county_outline()]
            self.view.show_rings(rings)
        self._gather()

    def _gather(self) -> None:
        """What lies too near at this zoom becomes one mark. Only what is seen is gathered."""
        chosen = set(self.kinds.value() or [])
        near = [pin for pin in self._pins if pin.type in chosen and self.view.sees(_xy(pin.at))]
        found = clusters(near, _APART * self.view.span())
        self.view.show_marks([self._mark(each) for each in found])

    def _mark(self, cluster: Cluster) -> Mark:
        record = record_type(cluster.pins[0].type)
        tone = record.tone if any(pin.open for pin in cluster.pins) else "grey"
        count = len(cluster.pins)
        spoken = tr(record.singular) if count == 1 else tr("{count} entries", count=count)
        return Mark(_xy(cluster.at), tuple(pin.id for pin in cluster.pins), record.icon, tone, spoken)

    def _pick(self, ids: tuple[str, ...]) -> None:
        """One or a few are told; of many, one goes nearer."""
        if len(ids) > _MOST_LISTED:
            middle = next(each.at for each in self._pins if each.id == ids[0])
            self.view.go_to(_xy(middle), self.view.zoom + 2)
            return
        run_for(
            self,
            self.session,
            lambda desk: [entries.get(desk, each) for each in ids],
            self._show_chosen,
        )

    def _show_chosen(self, found: Sequence[Entry]) -> None:
        self._chosen.clear()
        world = self.session.world
        for place, entry in enumerate(found):
            show = Button(tr("Show"), "text", "small")
            show.setAccessibleDescription(entry.number)
            show.clicked.connect(lambda _checked, entry=entry: self.wanted.emit(Show(entry.type, entry.id)))
            state = tr(entry.record.workflow.state(entry.state).label)
            said = tr("{words} · {moment}", words=state, moment=words.moment(entry.recorded_at, world))
            title = entry.record.title(entry.body, world)
            self._chosen.add(
                ListRow(title, said, entry.record.icon, entry.record.tone, right=show, line=place > 0)
            )
        if not found:
            note = Label(tr("Click a mark, or press N and Enter."), tone="ink3", wrap=True)
            note.setContentsMargins(theme.px(18), theme.px(12), theme.px(18), theme.px(12))
            self._chosen.add(note)
        self._chosen.body.addStretch(1)

    def _scale(self, y: float) -> tuple[int, str]:
        """A round length and how many pixels it is, at most 110."""
        lat, _ = degrees(Spot(0.5, y))
        metres = metres_per_pixel(lat, self.view.zoom)
        long = max((each for each in _SCALES if each / metres <= theme.px(110)), default=_SCALES[0])
        said = tr("{count} km", count=long // 1000) if long >= 1000 else tr("{count} m", count=long)
        return round(long / metres), said

    # --- the base map ---

    def _ask_base(self) -> None:
        menu = self._menu = Popover(self.window())
        menu.add_header(tr("Base map"))
        menu.add_row("file", tr("From a file (MBTiles)…"), tr("Works offline"), "folder")
        menu.add_row("server", tr("From a server of tiles…"), tr("Needs a connection"), "server")
        ticked = "square-check-filled" if self._base.datum == "GCJ-02" else "square"
        menu.add_row("gcj", tr("Its coordinates are GCJ-02"), tr("Maps of Chinese services"), ticked)
        menu.add_row("none", tr("Only the outline of the county"), "", "map")
        menu.chosen.connect(self._chose)
        menu.open_at(self.base_button)

    def _chose(self, key: str) -> None:
        if key == "none":
            self._use(BaseMap())
        elif key == "gcj":
            other: Datum = "WGS-84" if self._base.datum == "GCJ-02" else "GCJ-02"
            self._use(replace(self._base, datum=other))
        elif key == "server":
            self._ask_server()
        else:
            file, _ = QFileDialog.getOpenFileName(self, tr("Base map"), "", tr("Base maps (*.mbtiles)"))
            if file:
                self._use(BaseMap(file, self._base.datum))

    def _ask_server(self) -> None:
        dialog = AppDialog(
            self,
            tr("A server of tiles"),
            tr("Its address, with {z}, {x} and {y} where the numbers of a tile go."),
        )
        field = LineField()
        field.set_value(self._base.address if self._base.is_far else "")
        dialog.add_widget(field)
        dialog.add_button("no", tr("Leave it"))
        dialog.add_button("yes", tr("Use it"), "primary")
        dialog.chosen.connect(
            lambda key: self._use(replace(self._base, address=str(field.value()))) if key == "yes" else None
        )
        dialog.open(field)

    def _use(self, base: BaseMap) -> None:
        self._pins = []  # the outline moves with the coordinates
        run_for(self, self.session, lambda desk: maps.choose_base_map(desk, base), lambda _none: self.load())


def _xy(at: Spot) -> tuple[float, float]:
    return at.x, at.y
