"""May this person do this to this entry? One question to the one policy table (`policy`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from gridapp.domain import policy
from gridapp.domain.entry import Author
from gridapp.domain.errors import NotAllowed
from gridapp.domain.fields.base import Field
from gridapp.domain.org import Org
from gridapp.domain.policy import EVERYONE, Where
from gridapp.domain.record import RecordType, record_type
from gridapp.domain.workflow import AUTHOR, SUBJECT
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
    def type(self) -> str: ...
    @property
    def unit(self) -> str: ...
    @property
    def author(self) -> Author: ...
    @property
    def state(self) -> str: ...
    @property
    def body(self) -> Mapping[str, Any]: ...


def may(person: Person, act: str, entry: Owned, org: Org) -> bool:
    """Whether `person` may do `act` to `entry`: the one question, answered by the policy table. `act` is one of
    `policy.GENERAL_ACTS`, "move:NAME" or "write:FIELD"."""
    rules = policy.case(entry.type, act, entry.state)
    parts = _parts(person, entry)
    own = is_own(person, entry)
    meant = [rule for rule in rules if _is_meant(person.role, parts, rule.by) and not (rule.others and own)]
    return any(_reaches(person, rule.where, entry, org) for rule in meant)


def may_with_own(person: Person, act: str, record: RecordType, state: str = "") -> bool:
    """Whether `person` may do `act` to what they record themselves in their own units; in the first state unless
    another is named."""
    rules = policy.case(record.type, act, state or record.workflow.start)
    return any(_is_meant(person.role, (AUTHOR, SUBJECT), rule.by) and not rule.others for rule in rules)


def may_write(person: Person, field: Field, entry: Owned, org: Org) -> bool:
    """Whether this field is one that `person` may fill in, given that they may add or change the entry."""
    return not field.writers or may(person, policy.write_act(field.name), entry, org)


def require(person: Person, act: str, entry: Owned, org: Org) -> None:
    """Raise NotAllowed unless `may`."""
    if may(person, act, entry, org):
        return
    if is_own(person, entry) and any(rule.others for rule in policy.case(entry.type, act, entry.state)):
        raise NotAllowed(tr("This is your own: somebody else has to do it."))
    if not is_near(person, entry, org):
        units = ", ".join(org.label(each) for each in person.units)
        raise NotAllowed(
            tr("{unit} lies outside your units ({units})", unit=org.label(entry.unit), units=units)
        )
    raise NotAllowed(tr("{name} has no right to do this; a coordinator can", name=person.name))


def is_near(person: Person, entry: Owned, org: Org) -> bool:
    """Whether the entry belongs to the person's units, or names one of them as concerned."""
    return any(_reaches(person, where, entry, org) for where in (Where.OWN_UNITS, Where.CONCERNED))


def is_subject(person: Person, entry: Owned) -> bool:
    """Whether the entry is about this person."""
    about = entry.body.get(record_type(entry.type).subject)
    return about is not None and about["id"] == person.id


def is_own(person: Person, entry: Owned) -> bool:
    """Whether the entry is about this person or, where a type is about nobody, recorded by them."""
    if record_type(entry.type).subject:
        return is_subject(person, entry)
    return entry.author.id == person.id


def _reaches(person: Person, where: Where, entry: Owned, org: Org) -> bool:
    match where:
        case Where.ANYWHERE:
            return True
        case Where.OWN_UNITS:
            return org.within_any(entry.unit, person.units)
        case Where.CONCERNED:
            named = record_type(entry.type).units_concerned(entry.body)
            return any(org.within_any(unit, person.units) for unit in named)


def _parts(person: Person, entry: Owned) -> tuple[str, ...]:
    """What the person is to this entry, besides their role."""
    own = (AUTHOR,) if entry.author.id == person.id else ()
    return (*own, SUBJECT) if is_subject(person, entry) else own


def _is_meant(role: str, parts: tuple[str, ...], by: tuple[str, ...]) -> bool:
    return EVERYONE in by or role in by or any(part in by for part in parts)
