"""Whose rows a person gets: the subtrees of their units, what everyone shares, what names their units,
what they made, what is about them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, false, not_, or_, select

from gridapp.domain.org import Org
from gridapp.domain.record import record_types
from gridapp.domain.workflow import STAFF
from gridapp.server.accounts import Caller
from gridapp.server.sights import Sight, look
from gridapp.server.tables import entry, left

_AT_ONCE = 500


def in_scope(caller: Caller, org: Org) -> ColumnElement[bool]:
    """The condition that stands in every query for entries, so that no row outside it is ever read."""
    own = (entry.c.author == caller.person.id, entry.c.subject == caller.person.id)
    units = caller.person.units
    return or_(below(org, units, entry.c.path), is_shared(), concerning(org, units), *own)


def sight(caller: Caller, org: Org) -> Sight:
    """The same for the database itself, where it has row security (`policies`)."""
    person = caller.person
    return Sight(
        "person",
        caller.county,
        person.id,
        tuple(_paths(org, person.units)),
        _lying_in(org, person.units),
        tuple(_shared()),
        person.role in STAFF,
    )


def narrow(connection: Connection, caller: Caller, org: Org) -> None:
    """From here on the transaction reads for this person: on PostgreSQL it sees nothing else, whatever is asked."""
    look(connection, sight(caller, org))


def is_shared() -> ColumnElement[bool]:
    """Entries of types that everyone in the county sees."""
    return entry.c.type.in_(_shared())


def concerning(org: Org, roots: Iterable[str]) -> ColumnElement[bool]:
    """Entries that name one of these units, or one below it, as concerned."""
    named = (entry.c.concerned.contains(path, autoescape=True) for path in _paths(org, roots))
    return and_(entry.c.concerned != "", or_(false(), *named))


def page(
    connection: Connection,
    caller: Caller,
    org: Org,
    after: int,
    own: Sequence[tuple[int, int]],
    limit: int,
) -> Sequence[Any]:
    """The rows beyond a number, but none of these ranges."""
    others = (not_(entry.c.seq.between(first, last)) for first, last in own)
    query = (
        select(entry)
        .where(entry.c.county == caller.county, entry.c.seq > after, *others, in_scope(caller, org))
        .order_by(entry.c.seq)
        .limit(limit)
    )
    return connection.execute(query).all()


def gone(connection: Connection, caller: Caller, org: Org, after: int, until: int) -> list[str]:
    """Entries that left the person's units between two numbers and that they may not see by other ways."""
    mine = (entry.c.county == left.c.county) & (entry.c.id == left.c.entry) & in_scope(caller, org)
    query = (
        select(left.c.entry)
        .distinct()
        .outerjoin(entry, mine)
        .where(
            left.c.county == caller.county,
            left.c.seq > after,
            left.c.seq <= until,
            below(org, caller.person.units, left.c.path),
            entry.c.id.is_(None),
        )
    )
    return [row[0] for row in connection.execute(query)]


def may_read(connection: Connection, caller: Caller, org: Org, entries: Sequence[str]) -> bool:
    """Whether the person may see at least one of these entries."""
    query = select(entry.c.id).where(
        entry.c.county == caller.county, entry.c.id.in_(entries), in_scope(caller, org)
    )
    return connection.execute(query.limit(1)).first() is not None


def out_of_sight(connection: Connection, caller: Caller, org: Org, entries: Sequence[str]) -> list[str]:
    """Those of these entries that the server has, and that this person may not see or that were deleted."""
    found: list[str] = []
    for start in range(0, len(entries), _AT_ONCE):
        part = entry.c.id.in_(entries[start : start + _AT_ONCE])
        away = or_(not_(in_scope(caller, org)), entry.c.deleted)
        query = select(entry.c.id).where(entry.c.county == caller.county, part, away)
        found += connection.execute(query).scalars()
    return found


def below(org: Org, roots: Iterable[str], path: Any) -> ColumnElement[bool]:
    """Paths below these units: text from "/a/b/" up to, but not including, "/a/b0".
    A unit that is no longer in the tree gives nothing."""
    return or_(false(), *((path >= root) & (path < f"{root[:-1]}0") for root in _paths(org, roots)))


def _paths(org: Org, roots: Iterable[str]) -> list[str]:
    return [org.path(unit) for unit in roots if unit in org]


def _shared() -> list[str]:
    return [name for name, record in record_types().items() if record.shared]


@lru_cache(maxsize=32)
def _lying_in(org: Org, roots: tuple[str, ...]) -> tuple[str, ...]:
    """These units and all below them. Trees are few and never changed."""
    return tuple(unit for unit in org.units if org.within_any(unit, roots))
