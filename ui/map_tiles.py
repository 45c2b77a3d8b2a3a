"""The pictures of a base map: fetched off the window's thread, a few hundred of them kept."""

from __future__ import annotations

from collections import OrderedDict
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QPixmap

from gridapp.domain.base_map import BaseMap
from gridapp.store import mbtiles
from gridapp.sync import tiles
from ui.background import Background

_KEPT = 400
Key = tuple[int, int, int]


class MapTiles(QObject):
    """Signal: `came()` when a picture has arrived. A tile that there is not is a picture without anything."""

    came = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._source = BaseMap()
        self._background = Background("tiles", self)
        self._wanted: set[Key] = set()
        self.pictures: OrderedDict[Key, QPixmap] = OrderedDict()
        parent.destroyed.connect(self._background.close)

    @property
    def there(self) -> bool:
        """Whether there is a base map at all."""
        return bool(self._source.address)

    def use(self, source: BaseMap) -> None:
        """From now on pictures of this map."""
        if source != self._source:
            self._source = source
            self._wanted.clear()
            self.pictures.clear()
            self.came.emit()

    def want(self, zoom: int, x: int, y: int) -> None:
        """Fetch a picture, unless that was asked for already."""
        key, source = (zoom, x, y), self._source
        if key in self._wanted or not source.address:
            return
        self._wanted.add(key)
        self._background.run(
            lambda: _read(source, key),
            lambda data: self._keep(source, key, data),
            lambda _error: self._keep(source, key, None),
        )

    def _keep(self, source: BaseMap, key: Key, data: bytes | None) -> None:
        if source != self._source:
            return
        picture = QPixmap()
        if data:
            picture.loadFromData(data)
        self.pictures[key] = picture
        if len(self.pictures) > _KEPT:
            old, _ = self.pictures.popitem(last=False)
            self._wanted.discard(old)
        self.came.emit()


def _read(source: BaseMap, key: Key) -> bytes | None:
    return tiles.tile(source.address, *key) if source.is_far else mbtiles.tile(Path(source.address), *key)
