"""A list of lines of the same few fields: checkpoints, members on duty, incidents."""

from __future__ import annotations

import hashlib
import json
import random
import re
from typing import Any

from gridapp.domain.errors import BadValue
from gridapp.domain.fields.base import Field, Json, check_storable, read_json
from gridapp.domain.fields.merging import merge_keyed
from gridapp.domain.world import World
from gridapp.i18n import tr


class Lines(Field):
    """Lines of `parts`, each stored as {"id", part: value, …}; the id lets two computers add lines and merge.

    Plain text is taken too: each piece between ; or 、 or a line break becomes a line of its first part.
    """

    kind = "lines"
    opening = "["

    def __init__(self, label: str, parts: dict[str, Field], *, most: int = 500, **rest: Any) -> None:
        super().__init__(label, **rest)
        self.parts = parts
        self.most = most
        for name, part in parts.items():
            part.name = name
        self.first = next(iter(parts))

    def _clean(self, raw: Json, world: World) -> Json:
        given = (
            [each for each in re.split(r"[;；、,，\n]", raw) if each.strip()] if isinstance(raw, str) else raw
        )
        if not isinstance(given, list):
            raise BadValue(tr("must be a list"))
        if len(given) > self.most:
            raise BadValue(tr("holds at most {most} lines", most=self.most))
        lines = [self._clean_line(index, each, world) for index, each in enumerate(given)]
        if len({each["id"] for each in lines}) < len(lines):
            raise BadValue(tr("has two lines with the same id"))
        return lines or None

    def _clean_line(self, index: int, raw: Json, world: World) -> dict[str, Json]:
        given = raw if isinstance(raw, dict) and not self._is_value_of_first(raw) else {self.first: raw}
        line: dict[str, Json] = {}
        for name, part in self.parts.items():
            try:
                value = part.clean(given.get(name, part.default(world)), world)
                if value is None and part.required:
                    raise BadValue(tr("is missing"))
            except BadValue as bad:
                where = tr("line {number}, {part}", number=index + 1, part=tr(part.label))
                raise BadValue(f"{where}: {bad.message}") from None
            if value is not None:
                line[name] = value
        unknown = {key: value for key, value in given.items() if key not in self.parts and key != "id"}
        try:
            check_storable(unknown)
        except BadValue as bad:
            where = tr("line {number}", number=index + 1)
            raise BadValue(f"{where}: {bad.message}") from None
        return {"id": _line_id(given.get("id"), index, line), **line, **unknown}

    def _is_value_of_first(self, raw: dict[str, Json]) -> bool:
        return "id" in raw and "name" in raw and self.first not in raw

    def show(self, stored: Json, world: World) -> str:
        return "、".join(self.show_line(each, world) for each in stored or [])

    def show_line(self, line: dict[str, Json], world: World) -> str:
        shown = (part.show(line.get(name), world) for name, part in self.parts.items())
        return " ".join(each for each in shown if each)

    def cell(self, stored: Json, world: World) -> str:
        return json.dumps(stored, ensure_ascii=False) if stored else ""

    def clean(self, raw: Json, world: World) -> Json:
        if isinstance(raw, str) and raw.lstrip().startswith("["):
            raw = read_json(raw)
        return super().clean(raw, world)

    def words(self, stored: Json) -> str:
        return " ".join(
            part.words(line.get(name)) for line in stored or [] for name, part in self.parts.items()
        )

    def merge(self, seen: Json, current: Json, mine: Json) -> Json:
        return merge_keyed(seen, current, mine, key="id")

    def example(self, world: World, dice: random.Random) -> Json:
        lines = [{name: part.example(world, dice) for name, part in self.parts.items()} for _ in range(2)]
        return self.clean([{**line, "id": f"{dice.getrandbits(32):08x}"} for line in lines], world)


def _line_id(given: Json, index: int, line: dict[str, Json]) -> str:
    """The id a line came with, or one from its content and place, so that cleaning twice changes nothing."""
    if isinstance(given, str) and re.fullmatch(r"[0-9a-zA-Z-]{1,40}", given):
        return given
    content = json.dumps([index, line], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()[:12]
