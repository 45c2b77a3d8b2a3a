"""The link from an entry to the one that it reports again."""

from __future__ import annotations

from typing import Any

from gridapp.domain.errors import BadValue
from gridapp.domain.fields.base import Json, check_storable
from gridapp.domain.fields.references import Reference
from gridapp.domain.world import World
from gridapp.i18n import tr

_SIDES = {"was", "now"}


class Sameness(Reference):
    """{"id", "number"} of the main entry, and what taking the link back needs, on any computer:

    "via", a list of {"id", "number"}: mains of before, the newest last, each of which was itself linked to another;
    "took", of a merge: {"into": id, "fields": {name: {"was", "now"}}}, what that entry held before it and after.
    """

    kind = "same"

    def _clean(self, raw: Json, world: World) -> Json:
        stored: dict[str, Any] = super()._clean(raw, world)
        given = raw if isinstance(raw, dict) else {}
        if given.get("via"):
            stored["via"] = self._clean_via(given["via"], world)
        if given.get("took"):
            stored["took"] = self._clean_took(given["took"], world)
        return stored

    def _clean_via(self, raw: Json, world: World) -> list[Json]:
        if not isinstance(raw, list):
            raise BadValue(tr("must be a list"))
        return [super(Sameness, self)._clean(each, world) for each in raw]

    def _clean_took(self, raw: Json, world: World) -> dict[str, Json]:
        fields = raw.get("fields") if isinstance(raw, dict) else None
        sides = fields.values() if isinstance(fields, dict) else [None]
        if not all(isinstance(each, dict) and set(each) == _SIDES for each in sides):
            raise BadValue(tr("does not say what was taken over"))
        check_storable(fields)
        return {"into": super()._clean(raw.get("into"), world)["id"], "fields": fields}

    def words(self, stored: Json) -> str:
        """Whoever looks for the main entry's number finds its other reports too."""
        return stored["number"] if stored else ""
