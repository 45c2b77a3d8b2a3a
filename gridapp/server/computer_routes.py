"""What the HTTP app answers about computers: staff see those of their own people, and approve new ones."""

from __future__ import annotations

from fastapi import Response

from gridapp.domain.errors import NotAllowed
from gridapp.domain.workflow import STAFF
from gridapp.i18n import tr
from gridapp.server import approvals, audit, computers, rows, sights
from gridapp.server.calls import Call
from gridapp.server.computers import Computer
from gridapp.sync import protocol
from gridapp.sync.known_computers import Approve, SeenComputer


def listed(call: Call) -> Response:
    """GET: the computers of the people in the caller's units. Raises NotAllowed for anybody but staff."""
    caller = call.device
    if caller.person.role not in STAFF:
        raise NotAllowed(tr("The list of computers is for coordinators and centre staff."))
    with call.centre.database.transaction(sights.in_county(caller.county)) as connection:
        org = rows.org(connection, caller.county)
        known = computers.of_county(connection, caller.county)
    return _packed([_seen(each) for each in known if approvals.may_approve(caller.person, each, org)])


def approve(call: Call) -> Response:
    """POST: trust one that waits. Raises NotFound, NotAllowed or Refused."""
    asked: Approve = call.read(Approve)
    caller = call.device
    with call.centre.database.transaction(sights.in_county(caller.county)) as connection:
        trusted = approvals.approve(
            connection, call.centre, caller.county, asked.computer, asked.fingerprint, caller.person
        )
        audit.write(connection, [audit.Line(audit.of(caller), "trust", trusted.id)], call.now())
    return _packed(_seen(trusted))


def _seen(computer: Computer) -> SeenComputer:
    return SeenComputer(
        computer.id, computer.code, computer.name, computer.person, computer.role, list(computer.units),
        computer.created, computer.last_contact, computer.fingerprint, computer.waiting, computer.revoked_at,
    )  # fmt: skip


def _packed(message: object) -> Response:
    return Response(protocol.pack(message), media_type=protocol.MEDIA_TYPE, headers={"X-Packed": "zstd"})
