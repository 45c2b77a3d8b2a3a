"""Values that name something else: a person, a unit, another entry."""

from __future__ import annotations

import random
import re
from typing import Any
from uuid import UUID

from gridapp.domain.errors import BadValue
from gridapp.domain.fields.base import Field, Json, expect_text
from gridapp.domain.fields.text import Text
from gridapp.domain.pinyin import spellings
from gridapp.domain.privacy import Privacy
from gridapp.domain.world import World
from gridapp.i18n import tr

_LABELLED = re.compile(r".*\S \(([0-9A-Za-z-]+)\)", re.DOTALL)
_LONGEST_ID = 64


class Person(Field):
    """A person of ours, stored as {"id", "name"}: the name as it was then, so that a record reads by itself.

    A name this computer does not know is kept with an empty id (colleagues of other bodies take part too).
    """

    kind = "person"
    opening = "{"

    def __init__(self, label: str, *, privacy: Privacy = Privacy.WORK, **rest: Any) -> None:
        super().__init__(label, privacy=privacy, **rest)
        self._name = Text(label, limit=40, sample="张春燕")

    def _clean(self, raw: Json, world: World) -> Json:
        if isinstance(raw, dict):
            name = self._name.clean(raw.get("name"), world)
            if name is None:
                raise BadValue(tr("needs a person's name"))
            return {"id": person_id(raw.get("id", "")), "name": name}
        name = self._name.clean(raw, world)
        return name and (world.person_named(name) or {"id": "", "name": name})

    def show(self, stored: Json, world: World) -> str:
        return stored["name"] if stored else ""

    def words(self, stored: Json) -> str:
        return f"{stored['name']} {spellings(stored['name'])}" if stored else ""

    def path(self) -> str:
        return f"$.{self.name}.name"

    def _operand(self, text: str, world: World) -> Json:
        return text

    def example(self, world: World, dice: random.Random) -> Json:
        return {"id": "", "name": dice.choice(["张春燕", "李秀兰", "王德顺", "马晓霞", "何立群"])}


class UnitRef(Field):
    """A unit of the tree, stored as {"id", "name"}. `kinds` narrows which (codes of the table unit_kind)."""

    kind = "unit"
    opening = "{"

    def __init__(self, label: str, *, kinds: tuple[str, ...] = (), **rest: Any) -> None:
        super().__init__(label, **rest)
        self.kinds = kinds

    def _clean(self, raw: Json, world: World) -> Json:
        text = expect_text(raw.get("id") if isinstance(raw, dict) else raw)
        unit = find_unit(text, world, self.kinds)
        return {"id": unit, "name": world.org.name(unit)}

    def show(self, stored: Json, world: World) -> str:
        if not stored:
            return ""
        return world.org.label(stored["id"]) if stored["id"] in world.org else stored["name"]

    def cell(self, stored: Json, world: World) -> str:
        return stored["id"] if stored else ""

    def words(self, stored: Json) -> str:
        return f"{stored['name']} {spellings(stored['name'])}" if stored else ""

    def path(self) -> str:
        return f"$.{self.name}.id"

    def _operand(self, text: str, world: World) -> Json:
        return self._clean(text, world)["id"]

    def example(self, world: World, dice: random.Random) -> Json:
        possible = [each for each in world.org.units.values() if not self.kinds or each.kind in self.kinds]
        unit = dice.choice(possible) if possible else None
        return {"id": unit.id, "name": unit.name} if unit else None


class Reference(Field):
    """Another entry of type `to` (of its own type unless named), stored as {"id", "number"}."""

    kind = "reference"
    opening = "{"

    def __init__(self, label: str, to: str = "", **rest: Any) -> None:
        super().__init__(label, **rest)
        self.to = to
        self._number = Text(label, limit=40)

    def _clean(self, raw: Json, world: World) -> Json:
        given = raw if isinstance(raw, dict) else {"id": expect_text(raw)}
        try:
            entry = str(UUID(str(given.get("id"))))
        except ValueError:
            raise BadValue(tr("must be the id of another entry")) from None
        return {"id": entry, "number": self._number.clean(given.get("number"), world) or ""}

    def show(self, stored: Json, world: World) -> str:
        return (stored["number"] or stored["id"]) if stored else ""

    def cell(self, stored: Json, world: World) -> str:
        return stored["id"] if stored else ""

    def path(self) -> str:
        return f"$.{self.name}.id"

    def _operand(self, text: str, world: World) -> Json:
        return self._clean(text, world)["id"]

    def example(self, world: World, dice: random.Random) -> Json:
        return {"id": str(UUID(int=dice.getrandbits(128), version=4)), "number": ""}


def find_unit(text: str, world: World, kinds: tuple[str, ...] = ()) -> str:
    """The id of the one unit that `text` names. Raises BadValue.

    By id, code, name or the name's beginning; or as an export writes it, 新宁镇 (621026100000).
    """
    labelled = _LABELLED.fullmatch(text)
    named = world.org.find(text) or (world.org.find(labelled[1]) if labelled else [])
    found = [each for each in named if not kinds or each.kind in kinds]
    if not found:
        raise BadValue(tr("there is no unit called “{text}”", text=text[:40]))
    if len(found) > 1:
        names = ", ".join(f"{world.org.label(each.id)} ({each.id})" for each in found[:5])
        raise BadValue(tr("more than one unit is called “{text}”: {names}", text=text[:40], names=names))
    return found[0].id


def person_id(raw: Json) -> str:
    """A person's id as this program makes them, or "" for somebody it does not know. Raises BadValue."""
    if not isinstance(raw, str) or len(raw) > _LONGEST_ID or not (raw.isascii() and raw.isprintable()):
        raise BadValue(tr("has a person whose id cannot be one"))
    return raw
