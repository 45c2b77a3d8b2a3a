"""Whether a computer that is new in a county waits until somebody has approved its key: a setting of the county."""

from __future__ import annotations

from sqlalchemy import Connection, select, update

from gridapp.server.tables import county, device


def must_wait(connection: Connection, of: str) -> bool:
    """Whether the next computer of this county waits. The very first never does: there is nobody to approve it."""
    wanted = connection.execute(select(county.c.approves).where(county.c.id == of)).scalar_one()
    known = select(device.c.id).where(device.c.county == of).limit(1)
    return bool(wanted) and connection.execute(known).first() is not None


def set_waiting(connection: Connection, of: str, wanted: bool) -> None:
    """From the next enrolment on; computers that are enrolled already stay as they are."""
    connection.execute(update(county).where(county.c.id == of).values(approves=int(wanted)))
