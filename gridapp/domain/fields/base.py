"""What every kind of field can do; a kind overrides what it knows better."""

from __future__ import annotations

import json
import math
import random
from collections.abc import Callable
from typing import Any, ClassVar

from gridapp.domain.errors import BadValue
from gridapp.domain.privacy import Privacy
from gridapp.domain.world import World
from gridapp.i18n import tr

Json = Any
"""A value as it is stored: what JSON can hold."""

_LARGEST = 1e300  # of a number that stands for text: no table writes more, and it may not be endless
_DEEPEST = 20


class Field:
    """A named, checked value of a record.

    `label`, `help` and `example_text` are English source strings, translated when shown. `default` is a stored
    value, or a function of the world giving one; a `fixed` field is set when the entry is made, never after;
    `writers` are the roles that fill it in (empty: whoever may record or change the entry), besides those who make
    a step that asks for it. A field with `kept_days` is emptied so many days after its entry's end. `clean` turns
    whatever a form, a command line or a spreadsheet hands over into the storage form, and is idempotent on it.
    """

    kind: ClassVar[str]
    opening: ClassVar[str] = ""
    """What a value written as JSON begins with, "[" or "{"; "" where text is text whatever it begins with."""
    in_tables: ClassVar[bool] = True
    """Whether a cell of a table can carry the value back in."""
    name: str = ""
    of: str = ""
    """The type that declares it; "" for one that several share."""

    def __init__(
        self,
        label: str,
        *,
        required: bool = False,
        privacy: Privacy = Privacy.WORK,
        help: str = "",  # noqa: A002  (the word people use)
        default: Json | Callable[[World], Json] = None,
        fixed: bool = False,
        writers: tuple[str, ...] = (),
        kept_days: int | None = None,
    ) -> None:
        self.label = label
        self.required = required
        self.privacy = privacy
        self.help = help
        self.fixed = fixed
        self.writers = writers
        self.kept_days = kept_days
        self._default = default

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name
        self.of = vars(owner).get("type", "")

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
        value = self._operand(text.strip(), world) if text.strip() else None
        if value is None:
            raise BadValue(tr("needs a value to compare with"))
        return value

    def _operand(self, text: str, world: World) -> Json:
        value = self.clean(text, world)
        if isinstance(value, list | dict):
            raise BadValue(tr("can only be searched for a part of it, with ~"))
        return value

    def merge(self, seen: Json, current: Json, mine: Json) -> Json:
        """Both sides changed what `seen` was. The one value that keeps both, or BadValue when a person must choose."""
        if current == mine:
            return current
        raise BadValue(tr("was changed on both sides"))

    @property
    def merges(self) -> bool:
        """Whether `merge` can keep both sides, so that an op must carry what its author had seen."""
        return self.overrides("merge")

    @classmethod
    def overrides(cls, method: str) -> bool:
        """Whether this kind has its own way of doing something, where most kinds have nothing to do."""
        return getattr(cls, method) is not getattr(Field, method)

    def files(self, stored: Json) -> list[str]:
        """SHA-256 names of the files this value refers to."""
        return []

    def thumbs(self, stored: Json) -> dict[str, tuple[str, int]]:
        """The thumbnails among them: name -> name and bytes of the file it stands for, which can wait."""
        return {}

    def example(self, world: World, dice: random.Random) -> Json:
        """A valid stored value, for tests, demonstrations and help."""
        raise NotImplementedError


def expect_text(raw: Json) -> str:
    """`raw` as a stripped string, when it is one (or a number standing where text is meant)."""
    if isinstance(raw, str):
        return raw.strip()
    if isinstance(raw, int | float) and not isinstance(raw, bool) and abs(raw) <= _LARGEST:
        return str(int(raw)) if raw == int(raw) else repr(raw)
    raise BadValue(tr("must be text"))


def read_json(text: str) -> Json:
    """JSON that stands where text was expected. Raises BadValue, also for what is nested without end."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise BadValue(tr("is not whole JSON")) from None


def check_storable(value: Json, depth: int = 0) -> None:
    """Raise BadValue for what this program does not know and JSON, UTF-8 or 64 bits could not give back unchanged."""
    if depth > _DEEPEST:
        raise BadValue(tr("is nested too deeply"))
    if isinstance(value, dict):
        for key, inner in value.items():
            check_storable(key, depth + 1)
            check_storable(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            check_storable(inner, depth + 1)
    elif isinstance(value, str):
        check_encodable(value)
    elif isinstance(value, int | float) and not _is_kept_whole(value):
        raise BadValue(tr("holds a number that cannot be kept"))


def _is_kept_whole(number: float) -> bool:
    return abs(number) < 2**63 if isinstance(number, int) else math.isfinite(number)


def check_encodable(text: str) -> None:
    """Raise BadValue for half a character, as broken text holds them."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise BadValue(tr("contains half a character; please type it again")) from None
