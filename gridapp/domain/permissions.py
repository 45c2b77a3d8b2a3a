"""May this person do this to this entry? One function over one policy table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from gridapp.domain.entry import Author
from gridapp.domain.errors import NotAllowed
from gridapp.domain.org import Org
from gridapp.domain.record import RecordType
from gridapp.domain.workflow import AUTHOR, LEADERS, STAFF
from gridapp.i18n import tr


@dataclass(frozen=True)
class Person:
    """Who is signed in: `role` is a code of the table member_role, `units` the roots of what they see."""

    id: str
    name: str
    role: str
    units: tuple[str, ...]

    @property
    def author(self) -> Author:
        return Author(self.id, self.name)

    @property
    def unit(self) -> str:
        """Where this person's records belong unless another unit is named."""
        return self.units[0]


class Owned(Protocol):
    """What of an entry decides about rights."""

    @property
    def unit(self) -> str: ...
    @property
    def author(self) -> Author: ...
    @property
    def state(self) -> str: ...
    @property
    def record(self) -> RecordType: ...


@dataclass(frozen=True)
class Rule:
    """People of these roles (or the author) may do this act to entries of their own units."""

    act: str
    by: tuple[str, ...]


EVERYONE = "everyone"

POLICY: tuple[Rule, ...] = (
    Rule("view", (EVERYONE,)),
    Rule("add", (EVERYONE,)),
    Rule("backfill", (*LEADERS, "grid_worker")),  # add something that is further along than its start
    Rule("set", (AUTHOR, *LEADERS, "department_officer")),
    Rule("delete", (AUTHOR, *STAFF)),
    Rule("export", (AUTHOR, *LEADERS)),
    Rule("rule", STAFF),  # release or return what the server held
)
"""Who may do what. A move names its own people in the workflow; a type its own adders."""


def may(person: Person, act: str, entry: Owned, org: Org) -> bool:
    """Whether `person` may do `act` ("view", "add", "backfill", "set", "delete",
    "export", or "move:NAME") to `entry`."""
    own = entry.author.id == person.id
    in_scope = entry.record.shared or org.within_any(entry.unit, person.units)
    if act in ("view", "export") and own:
        return True
    if not in_scope:
        return False
    if act in ("set", "delete") and entry.record.workflow.state(entry.state).final:
        return person.role in STAFF
    if act in ("add", "set", "delete") and entry.record.adders:
        return person.role in entry.record.adders or (own and act != "add")
    allowed = _people(act, entry)
    return EVERYONE in allowed or person.role in allowed or (own and AUTHOR in allowed)


def require(person: Person, act: str, entry: Owned, org: Org) -> None:
    """Raise NotAllowed unless `may`."""
    if may(person, act, entry, org):
        return
    if not org.within_any(entry.unit, person.units) and not entry.record.shared:
        units = ", ".join(org.label(each) for each in person.units)
        raise NotAllowed(
            tr("{unit} lies outside your units ({units})", unit=org.label(entry.unit), units=units)
        )
    raise NotAllowed(tr("{name} has no right to do this; a coordinator can", name=person.name))


def _people(act: str, entry: Owned) -> tuple[str, ...]:
    if act.startswith("move:"):
        move = entry.record.workflow.moves.get(act.removeprefix("move:"))
        return move.by if move else ()
    return tuple(role for rule in POLICY if rule.act == act for role in rule.by)
