"""Merging lists whose parts have a name of their own: lines by id, photos by hash."""

from __future__ import annotations

from gridapp.domain.errors import BadValue
from gridapp.domain.fields.base import Json
from gridapp.i18n import tr


def merge_keyed(seen: Json, current: Json, mine: Json, key: str) -> Json:
    """Three-way merge: what I added, changed or removed against `seen` is done to `current`.

    The same part changed on both sides raises BadValue; changed on one and removed on the other keeps the change.
    """
    before, theirs, ours = ({part[key]: part for part in side or []} for side in (seen, current, mine))
    merged: dict[str, Json] = {}
    for name in [*theirs, *(each for each in ours if each not in theirs)]:
        old, their, our = before.get(name), theirs.get(name), ours.get(name)
        if our == old:
            part = their
        elif their in (old, our, None):
            part = our
        elif our is None:
            part = their
        else:
            raise BadValue(tr("was changed on both sides"))
        if part is not None:
            merged[name] = part
    return list(merged.values()) or None
