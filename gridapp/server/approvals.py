"""Approving a new computer: somebody compares its fingerprint with the one on its screen, and what it has sent so far
is then decided as if it had only just come.
"""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection, update

from gridapp.domain.errors import NotAllowed, Refused
from gridapp.domain.org import Org
from gridapp.domain.permissions import Person
from gridapp.domain.workflow import STAFF
from gridapp.i18n import tr
from gridapp.server import accounts, computers, journal, matters, rows
from gridapp.server.accounts import Caller
from gridapp.server.calls import Centre
from gridapp.server.computers import Computer
from gridapp.server.decisions import Decisions
from gridapp.server.tables import device
from gridapp.sync import fingerprints
from gridapp.sync.protocol import WAITING, Push


def may_approve(person: Person, computer: Computer, org: Org) -> bool:
    """Whether this person is staff with a say over a unit of the computer's person."""
    return person.role in STAFF and any(org.within_any(unit, person.units) for unit in computer.units)


def approve(
    connection: Connection,
    centre: Centre,
    of: str,
    which: str,
    fingerprint: str,
    by: Person | None = None,
) -> Computer:
    """Trust the computer called `which` (its id or code) from now on, if this is the fingerprint of its key, and take
    up what was put aside of its work. `by` is None for the server's console. Raises NotFound, NotAllowed or Refused."""
    head = journal.lock_head(connection, of)  # no batch of it is decided meanwhile
    world = rows.world(connection, of, centre.clock)
    found = computers.find(connection, of, which)
    if by is not None and not may_approve(by, found, world.org):
        raise NotAllowed(
            tr("Computers are approved by coordinators and centre staff, each in their own units.")
        )
    _require_waiting(found, fingerprint)
    mine = (device.c.county == of, device.c.id == found.id)
    key = connection.execute(
        update(device).where(*mine).values(waiting="").returning(device.c.key)
    ).scalar_one()
    owner = accounts.person_at(connection, of, [found.id])
    assert owner is not None, "every device is somebody's"
    nothing_new = Push(batch="", digest="", ops=[], checkpoint=head)
    caller, now = Caller(of, found.id, owner, key), centre.clock()
    decisions = Decisions(connection, caller, world, head, nothing_new, now, centre.dice, centre.signer)
    put_aside = matters.put_aside(connection, of, found.id, WAITING)
    decisions.take_up(put_aside, by.name if by else world.org.name(of))
    decisions.write()
    return replace(found, waiting="")


def _require_waiting(found: Computer, fingerprint: str) -> None:
    if found.revoked_at:
        raise Refused(
            tr("This computer was taken off the list"), tr("It needs a new code. Nothing was changed.")
        )
    if not found.waiting:
        raise Refused(tr("This computer was approved before"), tr("Nothing was changed."))
    if not fingerprints.are_same(found.fingerprint, fingerprint):
        raise Refused(
            tr("The fingerprints differ"),
            tr(
                "The computer that enrolled here has another key than the one you were read. Perhaps somebody else "
                "used the code: compare once more, and take the computer off the list if they still differ."
            ),
        )
