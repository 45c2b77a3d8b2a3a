"""What two people must agree on: who gets rights here, and who administers the server.

One administrator asks, another of the security role approves, and only then it takes effect. A request's id is the
hash of all that it asks, so that the audit log, which holds the id alone, binds what was asked and what was approved.
While there are no three administrators, whoever owns the machine does these things at once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import msgspec
from sqlalchemy import Connection, select, update

from gridapp.domain.errors import NotAllowed, NotFound, Refused
from gridapp.domain.permissions import Person
from gridapp.i18n import tr
from gridapp.server import accounts, admins, audit, sights
from gridapp.server.audit import Line
from gridapp.server.calls import Centre
from gridapp.server.tables import request

WAITING, APPROVED, DECLINED = "waiting", "approved", "declined"
_ID_LENGTH = 32  # hex digits: 128 bits of the hash


class Asked(msgspec.Struct, frozen=True):
    """What is to happen: `act` is a key of `_EFFECTS`, `object` the id of the person or administrator it is about."""

    act: str
    object: str
    name: str
    role: str = ""
    units: tuple[str, ...] = ()
    lock: str = ""


@dataclass(frozen=True)
class Request:
    """Something asked for. `asked_by` and `decided_by` are ids of administrators."""

    id: str
    asked: Asked
    asked_by: str
    asked_at: str
    state: str
    decided_by: str
    decided_at: str


def ask(connection: Connection, centre: Centre, asked: Asked) -> Request | None:
    """Write down what somebody at the console wants, for another to approve; None where it was done at once, because
    there are no three administrators. Writes the log's lines. Raises NotAllowed or Refused."""
    by, now = centre.console, centre.clock()
    admins.require(connection, by, admins.SYSTEM, admins.SECURITY)
    _EFFECTS[asked.act].check(connection, by.county, asked)
    if not admins.in_force(connection, by.county):
        audit.write(connection, [_carry_out(connection, centre, asked)], now)
        return None
    at = now.isoformat(timespec="milliseconds")
    made = Request("", asked, by.actor, at, WAITING, "", "")
    made = replace(made, id=_digest(by.county, made))
    connection.execute(
        request.insert().values(
            county=by.county,
            id=made.id,
            data=msgspec.json.encode(asked).decode(),
            asked_by=by.actor,
            asked_at=at,
            state=WAITING,
            decided_by="",
            decided_at="",
        )
    )
    audit.write(connection, [Line(by, "asked", made.id)], now)
    return made


def every(connection: Connection, of: str, state: str = "") -> list[Request]:
    """All requests, or those in one state, the newest first."""
    query = select(request).where(request.c.county == of).order_by(request.c.asked_at.desc(), request.c.id)
    rows = connection.execute(query.where(request.c.state == state) if state else query)
    return [
        Request(row.id, msgspec.json.decode(row.data, type=Asked), row.asked_by, row.asked_at, row.state,
                row.decided_by, row.decided_at)
        for row in rows
    ]  # fmt: skip


def approve(centre: Centre, which: str) -> Request:
    """Let a request take effect, by its id or how that begins. Raises NotFound, NotAllowed for whoever asked it, or
    Refused."""
    return _decide(centre, which, APPROVED, "approve")


def decline(centre: Centre, which: str) -> Request:
    """Put a request aside for good. Raises NotFound or NotAllowed."""
    return _decide(centre, which, DECLINED, "decline")


def _decide(centre: Centre, which: str, state: str, act: str) -> Request:
    by, now = centre.console, centre.clock()
    try:
        with centre.database.transaction(sights.in_county(by.county)) as connection:
            admins.require(connection, by, admins.SECURITY)
            found = _waiting(connection, by.county, which)
            if state == APPROVED and by.actor == found.asked_by:
                raise NotAllowed(
                    tr("Whoever asked for it cannot approve it. Please ask a second administrator.")
                )
            _close(connection, by.county, found, state, by.actor, now.isoformat(timespec="seconds"))
            lines = [Line(by, act, found.id)]
            if state == APPROVED:
                lines.append(_carry_out(connection, centre, found.asked))
            audit.write(connection, lines, now)
            return found
    except Refused as error:
        reason = "not-allowed" if isinstance(error, NotAllowed) else "refused"
        centre.refusals.note(by, act, reason)
        raise


def _waiting(connection: Connection, of: str, which: str) -> Request:
    """Raises NotFound, or Refused when what is kept is not what was asked."""
    found = [each for each in every(connection, of, WAITING) if which and each.id.startswith(which)]
    if len(found) != 1:
        raise NotFound(tr("No request that waits begins with {id}.", id=which))
    if _digest(of, found[0]) != found[0].id:
        raise Refused(
            tr("This request was changed in the database"), tr("Nothing was done. Please ask for it anew.")
        )
    return found[0]


def _close(connection: Connection, of: str, one: Request, state: str, by: str, at: str) -> None:
    """Raises Refused when somebody else was faster."""
    still = (request.c.county == of, request.c.id == one.id, request.c.state == WAITING)
    decided = {"state": state, "decided_by": by, "decided_at": at}
    if not connection.execute(update(request).where(*still).values(**decided)).rowcount:
        raise Refused(tr("This request was decided meanwhile"), tr("Nothing was changed."))


def _carry_out(connection: Connection, centre: Centre, asked: Asked) -> Line:
    """Do what was asked; gives its line of the log."""
    effect = _EFFECTS[asked.act]
    effect.check(connection, centre.console.county, asked)
    effect.do(connection, centre, asked)
    return Line(centre.console, effect.line, asked.object)


def _digest(of: str, one: Request) -> str:
    said = msgspec.json.encode((of, one.asked, one.asked_by, one.asked_at))
    return hashlib.sha256(said).hexdigest()[:_ID_LENGTH]


@dataclass(frozen=True)
class _Effect:
    """`line` is the act it is in the log; `check` raises Refused when it cannot be."""

    line: str
    check: Callable[[Connection, str, Asked], object]
    do: Callable[[Connection, Centre, Asked], None]


def _add_person(connection: Connection, centre: Centre, asked: Asked) -> None:
    person = Person(asked.object, asked.name, asked.role, asked.units)
    accounts.add_person(connection, centre.console.county, person)


def _set_rights(connection: Connection, centre: Centre, asked: Asked) -> None:
    accounts.set_rights(connection, centre.console.county, asked.object, asked.role, asked.units)


def _add_admin(connection: Connection, centre: Centre, asked: Asked) -> None:
    admins.add(
        connection, centre.console.county, asked.object, asked.name, asked.role, asked.lock, centre.clock()
    )


def _end_admin(connection: Connection, centre: Centre, asked: Asked) -> None:
    admins.end(connection, centre.console.county, asked.object, centre.clock())


_EFFECTS: Mapping[str, _Effect] = {
    "person": _Effect("account-added", lambda connection, of, asked: None, _add_person),
    "rights": _Effect(
        "role-set", lambda connection, of, asked: accounts.person(connection, of, asked.object), _set_rights
    ),
    "admin": _Effect(
        "admin-added",
        lambda connection, of, asked: admins.require_free(connection, of, asked.name),
        _add_admin,
    ),
    "admin-end": _Effect(
        "admin-ended",
        lambda connection, of, asked: admins.require_other(connection, of, asked.object),
        _end_admin,
    ),
}
