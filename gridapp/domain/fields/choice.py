"""One line chosen from a versioned code table."""

from __future__ import annotations

import random
from typing import Any

from gridapp.domain import codes
from gridapp.domain.errors import BadValue
from gridapp.domain.fields.base import Field, Json, check_storable, expect_text
from gridapp.domain.world import World
from gridapp.i18n import language, tr


class Choice(Field):
    """A code of the table `scheme`, stored as {"scheme", "version", "code", "name"}.

    A value of another version of the table is kept as it came: what was true then stays readable.
    """

    kind = "choice"
    opening = "{"

    def __init__(self, label: str, scheme: str, **rest: Any) -> None:
        super().__init__(label, **rest)
        self.scheme = scheme

    @property
    def table(self) -> codes.CodeTable:
        return codes.table(self.scheme)

    def default(self, world: World) -> Json:
        code = super().default(world)
        return self.table.codes[code].stored() if isinstance(code, str) else code

    def _clean(self, raw: Json, world: World) -> Json:
        if isinstance(raw, dict):
            return self._clean_stored(raw)
        text = expect_text(raw)
        found = self.table.find(text) or self.table.find(text.split(" ")[0])
        if found is None:
            raise BadValue(
                tr(
                    "has no such choice as “{text}”; possible are {choices}",
                    text=text[:40],
                    choices=self._some(),
                )
            )
        return found.stored()

    def _clean_stored(self, raw: dict[str, Any]) -> Json:
        if self.table.is_line(raw):
            return raw
        stored = {key: raw.get(key) for key in ("scheme", "version", "code", "name")}
        if not all(isinstance(value, str) and 0 < len(value) <= 200 for value in stored.values()):
            raise BadValue(tr("must be one of the listed choices"))
        check_storable(stored)
        known = self.table
        if stored["scheme"] != known.scheme or (
            stored["version"] == known.version and stored["code"] not in known.codes
        ):
            raise BadValue(
                tr(
                    "has no such choice as “{text}”; possible are {choices}",
                    text=stored["code"],
                    choices=self._some(),
                )
            )
        return stored

    def _some(self) -> str:
        lines = self.table.leaves()
        shown = ", ".join(f"{each.code} {each.label()}" for each in lines[:8])
        return shown + (" …" if len(lines) > 8 else "")

    def line(self, stored: Json) -> codes.Code | None:
        """The table's line for a stored value, while the table still has it."""
        return self.table.codes.get(stored["code"]) if stored else None

    def show(self, stored: Json, world: World) -> str:
        line = self.line(stored)
        if stored is None or line is None or language() != "en":
            return stored["name"] if stored else ""
        return line.label()

    def cell(self, stored: Json, world: World) -> str:
        return f"{stored['code']} {stored['name']}" if stored else ""

    def words(self, stored: Json) -> str:
        return stored["name"] if stored else ""

    def path(self) -> str:
        return f"$.{self.name}.code"

    def _operand(self, text: str, world: World) -> Json:
        return self._clean(text, world)["code"]

    def example(self, world: World, dice: random.Random) -> Json:
        return dice.choice(self.table.leaves()).stored()
