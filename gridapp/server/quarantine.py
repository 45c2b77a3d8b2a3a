"""Computers that are not trusted with anybody's records: taken off the list, or new and not approved yet. What they
send is kept for people to decide about, or until they are approved; they are told nothing.
"""

from __future__ import annotations

import re
from dataclasses import replace

from sqlalchemy import Connection, func, select

from gridapp.domain.errors import NotAllowed
from gridapp.i18n import tr
from gridapp.server import accounts
from gridapp.server.accounts import Caller
from gridapp.server.tables import device, entry, file_use, matter, upload
from gridapp.server.verdicts import Decision
from gridapp.sync.protocol import TAKEN_OFF, WAITING, Push

MOST_OPS = 5000
"""So many ops of one such computer are kept: months of honest work, and a bound for whoever has stolen it."""

MOST_FILE_BYTES = 500_000_000
"""So much of photos."""

_REASONS = {
    TAKEN_OFF: lambda: tr("It came from a computer that was taken off the list."),
    WAITING: lambda: tr("It came from a computer that nobody has approved yet."),
}
_SHA = re.compile("[0-9a-f]{64}")


def as_of_now(connection: Connection, caller: Caller) -> Caller:
    """The caller as they stand within this transaction: a computer may have been approved since it asked."""
    if not caller.quarantine:
        return caller
    mine = (device.c.county == caller.county, device.c.id == caller.device)
    row = connection.execute(select(device.c.revoked_at, device.c.waiting).where(*mine)).one()
    return replace(caller, quarantine=accounts.quarantine_of(row.revoked_at, row.waiting))


def require_file(connection: Connection, caller: Caller, sha: str, size: int = 0) -> None:
    """Raises NotAllowed for a file that neither an entry of its person nor its held work names, and for more bytes than
    are kept of one. `size` is that of a file that is announced."""
    if not caller.quarantine:
        return
    named = _SHA.fullmatch(sha) and (_is_of_own(connection, caller, sha) or _is_held(connection, caller, sha))
    if not named:
        raise NotAllowed(tr("A computer in quarantine hands in only what its own work names."))
    mine = (upload.c.county == caller.county, upload.c.device == caller.device, upload.c.sha != sha)
    kept = connection.execute(select(func.coalesce(func.sum(upload.c.size), 0)).where(*mine)).scalar_one()
    if size and kept + size > MOST_FILE_BYTES:
        raise _no_room()


def _is_of_own(connection: Connection, caller: Caller, sha: str) -> bool:
    here = (entry.c.county == file_use.c.county) & (entry.c.id == file_use.c.entry)
    mine = (file_use.c.county == caller.county, file_use.c.sha == sha, entry.c.author == caller.person.id)
    return (
        connection.execute(select(entry.c.id).join(file_use, here).where(*mine).limit(1)).first() is not None
    )


def _is_held(connection: Connection, caller: Caller, sha: str) -> bool:
    mine = (matter.c.county == caller.county, matter.c.device == caller.device, matter.c.kind == "held")
    query = select(matter.c.op).where(*mine, matter.c.data.contains(sha)).limit(1)
    return connection.execute(query).first() is not None


def _no_room() -> NotAllowed:
    return NotAllowed(
        tr("The server keeps no more of this computer for now. Everything is safe here; please speak to your "
           "coordinator.")
    )  # fmt: skip


def require_room(connection: Connection, caller: Caller, push: Push) -> None:
    """Raises NotAllowed when a computer in quarantine sends more than is kept of one."""
    if not caller.quarantine:
        return
    mine = (matter.c.county == caller.county, matter.c.device == caller.device, matter.c.kind == "held")
    kept = connection.execute(select(func.count()).select_from(matter).where(*mine)).scalar_one()
    if kept + len(push.ops) > MOST_OPS:
        raise _no_room()


def held(caller: Caller) -> Decision:
    """What becomes of every op of a computer in quarantine: whoever may decide about it says whether it is taken."""
    detail = {
        "code": caller.quarantine,
        "title": tr("It waits for your coordinator"),
        "message": _REASONS[caller.quarantine](),
        "fields": {},
    }
    return Decision("held", detail=detail)
