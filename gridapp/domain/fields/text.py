"""Text of one line, and of many."""

from __future__ import annotations

import random
import re
import unicodedata
from typing import Any

from gridapp.domain.errors import BadValue
from gridapp.domain.fields.base import Field, Json, expect_text
from gridapp.domain.world import World
from gridapp.i18n import tr

_UNSHOWABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffd]")
"""Control characters, half characters, and what stands where a character was lost."""


class Text(Field):
    """One line of at most `limit` characters."""

    kind = "text"

    def __init__(self, label: str, *, limit: int = 256, sample: str = "东门外", **rest: Any) -> None:
        super().__init__(label, **rest)
        self.limit = limit
        self._sample = sample

    def _clean(self, raw: Json, world: World) -> Json:
        text = unicodedata.normalize("NFC", expect_text(raw).replace("\r\n", "\n").replace("\r", "\n"))
        if len(text) > self.limit:
            raise BadValue(
                tr(
                    "is {length} characters long; at most {limit} fit here",
                    length=f"{len(text):,}",
                    limit=self.limit,
                )
            )
        self._check_characters(text)
        return text or None

    def _check_characters(self, text: str) -> None:
        for found in _UNSHOWABLE.finditer(text):
            if found.group() == "\n" and self._many_lines():
                continue
            raise BadValue(
                tr(
                    "contains a character that cannot be shown (U+{code:04X}); please type it again",
                    code=ord(found.group()),
                )
            )

    def _many_lines(self) -> bool:
        return False

    def words(self, stored: Json) -> str:
        return stored or ""

    def example(self, world: World, dice: random.Random) -> Json:
        return self._sample[: self.limit] or None


class LongText(Text):
    """Several lines of at most `limit` characters."""

    kind = "long_text"

    def __init__(
        self, label: str, *, limit: int = 2000, sample: str = "楼道堆放杂物，已当面劝导。", **rest: Any
    ) -> None:
        super().__init__(label, limit=limit, sample=sample, **rest)

    def _many_lines(self) -> bool:
        return True
