"""What is linked to an entry as the same thing follows it when it is closed, and when it is opened again.

Each follower makes the same step where it can, else another one of its own that leads to the same state, with the
same reasons, and only by the right of the person who moved the main entry. One that cannot is left as it is: the
main entry's page lists it with its state.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from gridapp.actions.acts import change, merged
from gridapp.actions.desk import Desk
from gridapp.domain.entry import Entry
from gridapp.domain.errors import BadValue, Refused
from gridapp.domain.fields.base import Json
from gridapp.domain.rules import require_move, require_whole
from gridapp.domain.workflow import Move
from gridapp.store import sameness
from gridapp.store.ops import Act


def acts(desk: Desk, connection: Connection, main: Entry, step: Move, given: Mapping[str, Any]) -> list[Act]:
    """What the step `main` is about to make, with these fields, does to its followers on this computer."""
    states = main.record.workflow
    was_closed, closes = states.state(main.state).final, states.state(step.target).final
    if was_closed == closes:
        return []
    followers = sameness.followers(connection, main.id)
    mark: dict[str, Any]
    if closes:
        mark = {"closed_with": {"id": main.id, "number": main.number}}
        concerned = [each for each in followers if not states.state(each.state).final]
    else:
        mark = {"closed_with": None}
        concerned = [each for each in followers if _closed_with(each, main)]
    possible = (_follow(desk, each, main, step, given, mark) for each in concerned)
    return [act for act in possible if act is not None]


def no_longer(before: Entry, step: Move) -> dict[str, Any]:
    """What a step changes by itself: opened again alone, an entry is no longer closed together with another."""
    opens = not before.record.workflow.state(step.target).final
    return {"closed_with": None} if opens and before.body.get("closed_with") else {}


def _closed_with(follower: Entry, main: Entry) -> bool:
    together = (follower.body.get("closed_with") or {}).get("id") == main.id
    return together and follower.record.workflow.state(follower.state).final


def _follow(
    desk: Desk, follower: Entry, main: Entry, step: Move, given: Mapping[str, Any], mark: Mapping[str, Any]
) -> Act | None:
    possible = [
        each for each in follower.record.workflow.moves_from(follower.state) if each.target == step.target
    ]
    for each in sorted(possible, key=lambda move: move.name != step.name):
        fields = {**_reasons(follower, main, each, given), **mark}
        try:
            require_move(desk.person, follower, each.name, fields, desk.org)
            require_whole(follower, merged(follower, fields), desk.world, each)
        except Refused:
            continue
        return change(follower, "move", fields, move=each.name, to=each.target)
    return None


def _reasons(follower: Entry, main: Entry, step: Move, given: Mapping[str, Any]) -> dict[str, Json]:
    """What the main entry says in the fields that the follower's step asks for: those just given, and those it
    needs and has not got."""
    fields = follower.record.fields()
    after = merged(main, given)
    wanted = [
        name for name in step.asks if name in given or (name in step.needs and name not in follower.body)
    ]
    reasons = {}
    for name in wanted:
        try:
            reasons[name] = fields[name].merge(main.body.get(name), follower.body.get(name), after.get(name))
        except BadValue:
            reasons[name] = after.get(name)
    return {name: value for name, value in reasons.items() if value != follower.body.get(name)}
