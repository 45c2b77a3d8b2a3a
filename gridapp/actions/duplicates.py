"""Two reports of the same thing: which they may be, linking one to the other, merging, and taking it back.

The linked entry says so in its own field `same_as`, so a link is an ordinary change that travels like any other.
There is one main entry and no chain: linking to a linked entry links to its main one, and linking a main one takes
its followers along. What a merge put into the main entry, and what stood there before, is kept in the link itself:
anybody who may change both can undo it, on any computer. (The log of ops could not tell: changes of what was never
sent fold into one.)
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from gridapp.actions.acts import change, found, merged, write
from gridapp.actions.desk import Desk
from gridapp.domain.entry import Entry
from gridapp.domain.errors import BadValue, NotFound, Refused
from gridapp.domain.fields.base import Json
from gridapp.domain.rules import require_set, require_whole
from gridapp.domain.world import World
from gridapp.i18n import tr
from gridapp.store import rows, sameness
from gridapp.store.ops import Act


@dataclass(frozen=True)
class Family:
    """What an entry is linked to. `number` is its main entry's, "" when it has none; `main` that entry, when it is
    on this computer; `reports` the entries that report this one again, oldest first."""

    number: str
    main: Entry | None
    reports: tuple[Entry, ...]


def family(desk: Desk, entry: str) -> Family:
    with desk.reading() as connection:
        one = found(desk, connection, entry)
        top = sameness.main_of(connection, one)
        reports = tuple(each for each in sameness.followers(connection, one.id) if desk.may("view", each))
        if top["id"] == one.id:
            return Family("", None, reports)
        main = rows.read(connection, top["id"])
        return Family(
            top["number"], main if main and not main.deleted and desk.may("view", main) else None, reports
        )


def link(desk: Desk, entry: str, main: str) -> Entry:
    """Say that `entry` reports the same thing as `main`. Gives the linked entry.

    Raises NotAllowed without the right to change `entry`, Refused when the two are linked already.
    """
    return merge(desk, entry, main, ())


def merge(desk: Desk, entry: str, main: str, take: Collection[str]) -> Entry:
    """Link, and put the fields in `take` into the main entry: lists are united, anything else replaces what it had.

    Needs the right to change both then. Raises Invalid when what came together does not fit.
    """
    with desk.vault.writing() as connection:
        one, top = _pair(desk, connection, entry, main)
        changes = _taken(desk, one, top, take)
        same: dict[str, Any] = {"id": top.id, "number": top.number}
        if changes:
            fields = {name: {"was": top.body.get(name), "now": value} for name, value in changes.items()}
            same["took"] = {"into": top.id, "fields": fields}
        require_set(desk.person, one, {"same_as": same}, desk.org)
        acts = [change(one, "set", {"same_as": same}), *_taken_along(desk, connection, one, top)]
        if changes:
            acts.append(_checked(desk, top, changes))
        after = [write(desk, connection, act) for act in acts]
    desk.note(after)
    return after[0]


def unlink(desk: Desk, entry: str) -> Entry:
    """Take a link back: a merge gives the main entry's fields back what they held, where nobody changed them since
    (of a list, what had come from here goes out again), and those who came along return. Gives the freed entry.
    """
    with desk.vault.writing() as connection:
        one = found(desk, connection, entry)
        same = one.body.get("same_as")
        if same is None:
            raise NotFound(tr("{number} is linked to no other entry.", number=one.number))
        require_set(desk.person, one, {"same_as": None}, desk.org)
        acts = [change(one, "set", {"same_as": None}), *_coming_back(desk, connection, one, same["id"])]
        took = same.get("took")
        into = rows.read(connection, took["into"]) if took else None
        if into is not None and not into.deleted and (changes := _given_back(into, took["fields"])):
            acts.append(_checked(desk, into, changes))
        after = [write(desk, connection, act) for act in acts]
    desk.note(after)
    return after[0]


def _pair(desk: Desk, connection: Connection, entry: str, main: str) -> tuple[Entry, Entry]:
    """The entry to link and the main one to link it to."""
    one, other = found(desk, connection, entry), found(desk, connection, main)
    if one.type != other.type:
        raise Refused(tr("Not possible"), tr("Only entries of the same kind can be the same thing."))
    top = found(desk, connection, sameness.main_of(connection, other)["id"])
    if one.id == top.id or one.body.get("same_as"):
        raise Refused(tr("Linked already"), tr("Please undo the link there is, then link it anew."))
    return one, top


def _taken(desk: Desk, one: Entry, top: Entry, take: Collection[str]) -> dict[str, Json]:
    """What the main entry's fields are to hold, where that is something new."""
    changes: dict[str, Json] = {}
    for name in take:
        field, old, new = top.record.field(name), top.body.get(name), one.body.get(name)
        if field.merges:
            try:
                new = field.merge(None, old, new)
            except BadValue:
                continue  # the same line, told twice otherwise: the main entry's stands
        if new is not None and new != old:
            changes[name] = new
    return top.record.clean(changes, World(desk.org, desk.vault.clock))


def _taken_along(desk: Desk, connection: Connection, one: Entry, top: Entry) -> list[Act]:
    """The followers of what becomes a follower itself. One that this person may not change still leads there."""
    left = {"id": one.id, "number": one.number}
    acts = []
    for each in sameness.linked_to(connection, one.id):
        same = each.body["same_as"]
        moved = {**same, "id": top.id, "number": top.number, "via": [*same.get("via", []), left]}
        if each.id != top.id and desk.may("set", each):
            acts.append(change(each, "set", {"same_as": moved}))
    return acts


def _coming_back(desk: Desk, connection: Connection, one: Entry, main: str) -> list[Act]:
    """Those who came along when `one` was linked to `main`: they lead to `one` again."""
    acts = []
    for each in sameness.linked_to(connection, main):
        same = each.body["same_as"]
        *before, last = same.get("via") or [{}]
        if last.get("id") == one.id and desk.may("set", each):
            back = {**same, "id": one.id, "number": one.number, "via": before}
            acts.append(
                change(each, "set", {"same_as": {key: value for key, value in back.items() if value}})
            )
    return acts


def _given_back(into: Entry, fields: Mapping[str, Any]) -> dict[str, Json]:
    """What the fields of a merge are to hold again; one that somebody changed since, and that cannot be told apart,
    is left as it is."""
    declared = into.record.fields()
    changes: dict[str, Json] = {}
    for name, sides in fields.items():
        current = into.body.get(name)
        try:
            if current == sides["now"]:
                changes[name] = sides["was"]
            elif name in declared:
                changes[name] = declared[name].merge(sides["now"], current, sides["was"])
        except BadValue:
            continue
    return {name: value for name, value in changes.items() if value != into.body.get(name)}


def _checked(desk: Desk, entry: Entry, changes: Mapping[str, Any]) -> Act:
    require_set(desk.person, entry, changes, desk.org)
    require_whole(entry, merged(entry, changes), desk.world)
    return change(entry, "set", changes)
