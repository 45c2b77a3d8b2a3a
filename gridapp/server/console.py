"""Who works at the console of a server, and what they ask for there that needs a second person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from sqlalchemy import Connection

from gridapp.domain.errors import BadValue, NotAllowed, Refused
from gridapp.domain.fields.references import find_unit
from gridapp.domain.ids import uuid7
from gridapp.domain.org import COUNTY
from gridapp.i18n import tr
from gridapp.server import admins, audited, rows, sights, throttle, two_people
from gridapp.server.admins import Admin
from gridapp.server.audited import Audited
from gridapp.server.calls import Centre
from gridapp.server.sign_in import called
from gridapp.server.two_people import Asked, Request


def signed_in(centre: Centre, command: str, name: str, password: Callable[[], str]) -> Centre:
    """The same server, at which `name` works, once they may use the command; as it is while there are no three
    administrators. Raises NotAllowed, NotFound or Refused; each is a line of the log."""
    roles = admins.COMMANDS[command]
    with centre.database.transaction(sights.in_county(COUNTY)) as connection:
        if not roles or not admins.in_force(connection, COUNTY):
            return centre
    one = _known(centre, name, password)
    if one.role not in roles:
        way = audited.COMMANDS[command]
        assert isinstance(way, Audited), "what only one role may do is one of the acts of the log"
        centre.refusals.note(admins.who(COUNTY, one), way.refused, "not-allowed")
        raise NotAllowed(
            tr(
                "{name} is {role}. This is for: {roles}.",
                name=one.name,
                role=tr(admins.ROLES[one.role]),
                roles=tr(", ").join(tr(admins.ROLES[each]) for each in roles),
            )
        )
    return replace(centre, console=admins.who(COUNTY, one))


def _known(centre: Centre, name: str, password: Callable[[], str]) -> Admin:
    """Raises NotFound or Refused for a name or password that is none."""
    try:
        if not name:
            raise NotAllowed(tr("This server has administrators. Please say who you are with --as."))
        with centre.database.transaction(sights.in_county(COUNTY)) as connection:
            one = admins.named(connection, COUNTY, name)
        typed = password()
        with centre.database.transaction(sights.in_county(COUNTY)) as connection:
            throttle.take_turn(connection, COUNTY, f"admin:{one.id}", centre.clock())
        with centre.database.transaction(sights.in_county(COUNTY)) as connection:
            if not admins.opens(connection, COUNTY, one, typed):
                raise Refused(tr("This password does not fit"), tr("Nothing was changed. Please try again."))
            throttle.note_right(connection, COUNTY, f"admin:{one.id}")
        return one
    except Refused:
        centre.refusals.note(centre.console, audited.UNKNOWN_ADMIN, "unknown")
        raise


def change_rights(centre: Centre, who: str, role: str, units: list[str]) -> Request | None:
    """Give a person, by name or id, another role, and other units where some are named. Gives the request that waits
    for a second person, None where it took effect at once. Raises NotFound or Refused."""

    def asked(connection: Connection) -> Asked:
        person = called(connection, who)
        world = rows.world(connection, COUNTY, centre.clock)
        places = tuple(find_unit(each, world) for each in units) or person.units
        return Asked("rights", person.id, person.name, role, places)

    return _ask(centre, "role-set", asked)


def appoint(centre: Centre, name: str, role: str, password: str) -> Request | None:
    """Make somebody an administrator, in the same way. Raises Refused, BadValue for a password that is too easy."""

    def asked(connection: Connection) -> Asked:
        id_ = uuid7(centre.clock(), centre.dice)
        return Asked("admin", id_, name, role, lock=admins.locked(password, name, centre.dice))

    return _ask(centre, "admin-added", asked)


def dismiss(centre: Centre, name: str) -> Request | None:
    """End somebody's office, in the same way. Raises NotFound or Refused."""

    def asked(connection: Connection) -> Asked:
        one = admins.named(connection, COUNTY, name)
        return Asked("admin-end", one.id, one.name, one.role)

    return _ask(centre, "admin-ended", asked)


def _ask(centre: Centre, act: str, asked: Callable[[Connection], Asked]) -> Request | None:
    try:
        with centre.database.transaction(sights.in_county(COUNTY)) as connection:
            return two_people.ask(connection, centre, asked(connection))
    except BadValue as bad:
        centre.refusals.note(centre.console, act, "refused")
        raise Refused(tr("This cannot be done"), bad.message) from bad
    except Refused as error:
        reason = "not-allowed" if isinstance(error, NotAllowed) else "refused"
        centre.refusals.note(centre.console, act, reason)
        raise
