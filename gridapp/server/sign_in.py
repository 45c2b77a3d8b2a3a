"""What is done at the server's console about signing in: codes for forgotten passwords, time-based codes, how long
computers may be without contact. Each is a line of the audit log."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Connection

from gridapp.domain.errors import NotFound, Refused
from gridapp.domain.org import COUNTY
from gridapp.domain.permissions import Person
from gridapp.i18n import tr
from gridapp.server import accounts, audit, offline, sights, totp
from gridapp.server.audit import Line
from gridapp.server.calls import Centre

T = TypeVar("T")


def recovery_code(centre: Centre, who: str) -> tuple[str, Person]:
    """A one-time code for a person who forgot their password, by name or id. Raises NotFound, or Refused when several
    are called so, or no computer of theirs could use it."""

    def made(connection: Connection) -> tuple[str, Person]:
        person, now = called(connection, who), centre.clock()
        if not accounts.has_computer(connection, COUNTY, person.id):
            raise Refused(
                tr("{name} has no computer here", name=person.name),
                tr("A forgotten password is replaced at a computer of theirs, and none is on the list. To begin at a "
                   "new one they need a code of gridapp server enrol-code."),
            )  # fmt: skip
        code = accounts.make_code(connection, COUNTY, person.id, now, centre.dice, accounts.RECOVER)
        audit.write(connection, [Line(centre.console, "recovery-code", person.id)], now)
        return code, person

    return _done(centre, "recovery-code", made)


def set_up_totp(centre: Centre, who: str) -> tuple[bytes, Person]:
    """The secret of a person's time-based codes, a new one each time. Raises NotFound, or Refused as above."""

    def made(connection: Connection) -> tuple[bytes, Person]:
        person = called(connection, who)
        secret = totp.set_up(connection, COUNTY, person.id, centre.dice)
        audit.write(connection, [Line(centre.console, "totp-set", person.id)], centre.clock())
        return secret, person

    return _done(centre, "totp-set", made)


def set_offline_days(centre: Centre, days: int) -> None:
    """For how long computers may show others' records without contact, from their next one on. Raises Refused."""

    def done(connection: Connection) -> None:
        offline.set_days(connection, COUNTY, days)
        audit.write(connection, [Line(centre.console, "offline-days", str(days))], centre.clock())

    _done(centre, "offline-days", done)


def _done(centre: Centre, act: str, work: Callable[[Connection], T]) -> T:
    try:
        with centre.database.transaction(sights.in_county(COUNTY)) as connection:
            return work(connection)
    except Refused:
        centre.refusals.note(centre.console, act, "refused")
        raise


def called(connection: Connection, who: str) -> Person:
    """A person by name or id. Raises NotFound, or Refused when several are called so."""
    found = [each for each in accounts.people(connection, COUNTY) if who in (each.id, each.name)]
    if not found:
        raise NotFound(tr("Nobody called {name} is known to this server.", name=who))
    if len(found) > 1:
        names = ", ".join(f"{each.id} ({each.role}, {each.unit})" for each in found)
        raise Refused(
            tr("More than one person is called so"), tr("Please give one of these: {names}", names=names)
        )
    return found[0]
