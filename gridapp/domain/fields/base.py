"""What every kind of field can do; a kind overrides what it knows better."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any, ClassVar

from gridapp.domain.errors import BadValue
from gridapp.domain.privacy import Privacy
from gridapp.domain.world import World
from gridapp.i18n import tr

Json = Any
"""A value as it is stored: what JSON can hold."""


class Field:
    """A named, checked value of a record.

    `label`, `help` and `example_text` are English source strings, translated when shown. `default` is a
    stored value, or a function of the world giving one. `clean` turns whatever a form, a command line or a
    spreadsheet hands over into the storage form, and is idempotent on it.
    """

    kind: ClassVar[str]
    name: str = ""

    def __init__(
        self,
        label: str,
        *,
        required: bool = False,
        privacy: Privacy = Privacy.WORK,
        help: str = "",  # noqa: A002  (the word people use)
        default: Json | Callable[[World], Json] = None,
    ) -> None:
        self.label = label
        self.required = required
        self.privacy = privacy
        self.help = help
        self._default = default

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def default(self, world: World) -> Json:
        return self._default(world) if callable(self._default) else self._default

    def clean(self, raw: Json, world: World) -> Json:
        """The storage form of `raw`, or None when nothing was filled in. Raises BadValue."""
        if raw is None or raw == "" or raw == [] or raw == {}:
            return None
        return self._clean(raw, world)

    def _clean(self, raw: Json, world: World) -> Json:
        raise NotImplementedError

    def show(self, stored: Json, world: World) -> str:
        """How a person reads the value, in the current language."""
        return "" if stored is None else str(stored)

    def cell(self, stored: Json, world: World) -> str:
        """The value in a spreadsheet: text that `clean` takes back."""
        return self.show(stored, world)

    def words(self, stored: Json) -> str:
        """What full-text search finds this value by."""
        return ""

    def path(self) -> str:
        """Where in the stored body the comparable part of the value lies, as an SQLite JSON path."""
        return f"$.{self.name}"

    def operand(self, text: str, world: World) -> Json:
        """`text` from a filter, as the value that `path` holds. Raises BadValue."""
        return self.clean(text, world)

    def merge(self, seen: Json, current: Json, mine: Json) -> Json:
        """Both sides changed what `seen` was. The one value that keeps both, or BadValue when a person must choose."""
        if current == mine:
            return current
        raise BadValue(tr("was changed on both sides"))

    @property
    def merges(self) -> bool:
        """Whether `merge` can keep both sides, so that an op must carry what its author had seen."""
        return type(self).merge is not Field.merge

    def files(self, stored: Json) -> list[str]:
        """SHA-256 names of the files this value refers to."""
        return []

    def example(self, world: World, dice: random.Random) -> Json:
        """A valid stored value, for tests, demonstrations and help."""
        raise NotImplementedError


def expect_text(raw: Json) -> str:
    """`raw` as a stripped string, when it is one (or a number standing where text is meant)."""
    if isinstance(raw, str):
        return raw.strip()
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        return f"{raw:g}" if isinstance(raw, float) else str(raw)
    raise BadValue(tr("must be text"))
