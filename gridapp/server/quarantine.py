"""Computers that are not trusted with anybody's records, because they were taken off the list. What they send is kept
for people to decide about; they are told nothing.
"""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from gridapp.domain.errors import NotAllowed
from gridapp.i18n import tr
from gridapp.server.accounts import Caller
from gridapp.server.tables import matter
from gridapp.server.verdicts import Decision
from gridapp.sync.protocol import Push

MOST_OPS = 5000
"""So many ops of one such computer are kept: months of honest work, and a bound for whoever has stolen it."""


def require_room(connection: Connection, caller: Caller, push: Push) -> None:
    """Raises NotAllowed when a computer in quarantine sends more than is kept of one."""
    if not caller.quarantine:
        return
    mine = (matter.c.county == caller.county, matter.c.device == caller.device, matter.c.kind == "held")
    kept = connection.execute(select(func.count()).select_from(matter).where(*mine)).scalar_one()
    if kept + len(push.ops) > MOST_OPS:
        raise NotAllowed(
            tr("The server keeps no more of this computer for now. Everything is safe here; please speak to your "
               "coordinator.")
        )  # fmt: skip


def held(caller: Caller) -> Decision:
    """What becomes of every op of a computer in quarantine: whoever may decide about it says whether it is taken."""
    detail = {
        "code": caller.quarantine,
        "title": tr("It waits for your coordinator"),
        "message": tr("It came from a computer that was taken off the list."),
        "fields": {},
    }
    return Decision("held", detail=detail)
