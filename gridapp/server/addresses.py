"""Addresses of PostgreSQL databases, as people give them."""

from __future__ import annotations

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from gridapp.domain.errors import Refused, WorldFailed
from gridapp.i18n import tr

_POSTGRES = ("postgresql", "postgres", "postgresql+psycopg")


def understand(url: str) -> URL:
    """`url` with the driver that is installed here. Raises Refused when it is no address of a PostgreSQL."""
    try:
        address = make_url(url)
    except (ArgumentError, ValueError):  # ValueError: a port that is no number
        address = None
    if address is None or address.drivername not in _POSTGRES:
        raise Refused(
            tr("This is not the address of a PostgreSQL database"),
            tr("Please give it as {example}", example="postgresql://user:password@host/name"),
        )
    return address.set(drivername="postgresql+psycopg")


def is_same_place(one: str, other: str) -> bool:
    """Whether two addresses name the same database, by whatever role. "" names none."""
    if not one or not other:
        return one == other
    return _place(one) == _place(other)


def is_same_role(one: str, other: str) -> bool:
    """Whether two addresses come with the same role."""
    return bool(one and other) and understand(one).username == understand(other).username


def unreachable(error: SQLAlchemyError) -> WorldFailed:
    """What became of a database that did not answer as it should."""
    return WorldFailed(tr("The database cannot be reached"), str(getattr(error, "orig", error)))


def _place(url: str) -> URL:
    return understand(url).set(username="", password="")
