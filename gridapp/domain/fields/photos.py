"""Photos, named by the SHA-256 of their bytes. Never compulsory."""

from __future__ import annotations

import random
import re
from typing import Any

from gridapp.domain.errors import BadValue
from gridapp.domain.fields.base import Field, Json
from gridapp.domain.fields.merging import merge_keyed
from gridapp.domain.world import World
from gridapp.i18n import tr

_SHA = re.compile(r"[0-9a-f]{64}")
_KEYS = ("sha", "size", "width", "height", "thumb")


class Photos(Field):
    """A list of {"sha", "size" in bytes, "width" and "height" in pixels, "thumb": sha of a small picture of it}.

    The bytes of both lie in the file store. A photo from an older program, or one that is small itself, has no thumb.
    """

    kind = "photos"
    opening = "["
    in_tables = False  # the bytes are not in the table, and a name without its bytes is no photo

    def __init__(self, label: str, *, most: int = 12, **rest: Any) -> None:
        super().__init__(label, **rest)
        self.most = most

    def _clean(self, raw: Json, world: World) -> Json:
        if not isinstance(raw, list) or not all(isinstance(each, dict) for each in raw):
            raise BadValue(tr("must be photos added from files"))
        if len(raw) > self.most:
            raise BadValue(tr("holds at most {most} photos", most=self.most))
        return [self._clean_one(each) for each in raw]

    def _clean_one(self, raw: dict[str, Any]) -> dict[str, Any]:
        sha, numbers = raw.get("sha"), [raw.get(key) for key in ("size", "width", "height")]
        if not isinstance(sha, str) or not _SHA.fullmatch(sha) or not all(_is_size(each) for each in numbers):
            raise BadValue(tr("must be photos added from files"))
        thumb = raw.get("thumb")
        if thumb is not None and not (isinstance(thumb, str) and _SHA.fullmatch(thumb) and thumb != sha):
            raise BadValue(tr("must be photos added from files"))
        return {key: raw[key] for key in _KEYS if raw.get(key) is not None}

    def show(self, stored: Json, world: World) -> str:
        return tr("{count} photos", count=len(stored)) if stored else ""

    def cell(self, stored: Json, world: World) -> str:
        """How many there are: a table says that, and carries none."""
        return str(len(stored)) if stored else ""

    def merge(self, seen: Json, current: Json, mine: Json) -> Json:
        return merge_keyed(seen, current, mine, key="sha")

    def files(self, stored: Json) -> list[str]:
        return [each[key] for each in stored or [] for key in ("thumb", "sha") if each.get(key)]

    def thumbs(self, stored: Json) -> dict[str, tuple[str, int]]:
        return {each["thumb"]: (each["sha"], each["size"]) for each in stored or [] if each.get("thumb")}

    def example(self, world: World, dice: random.Random) -> Json:
        return None  # a photo is real bytes: only the file store can make one


def _is_size(value: Json) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value < 2**31
