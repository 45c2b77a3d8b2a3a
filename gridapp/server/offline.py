"""How long a county's computers may show others' records without having reached this server."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select, update

from gridapp.domain.errors import Refused
from gridapp.i18n import tr
from gridapp.server.accounts import Caller
from gridapp.server.tables import county
from gridapp.sync.protocol import SignedGrant
from gridapp.sync.receipts import OfflineGrant, Signer, signed_grant

MOST_DAYS = 14


def word(connection: Connection, signer: Signer, to: Caller, now: datetime) -> SignedGrant:
    """The server's word for one computer and its person, from now on."""
    at = now.isoformat(timespec="seconds")
    return signed_grant(
        signer, OfflineGrant(to.county, to.device, to.person.id, at, days(connection, to.county))
    )


def days(connection: Connection, of: str) -> int:
    found: int = connection.execute(select(county.c.offline_days).where(county.c.id == of)).scalar_one()
    return found


def set_days(connection: Connection, of: str, wanted: int) -> None:
    """From each computer's next contact on. Raises Refused for more than there may be, or none."""
    if not 1 <= wanted <= MOST_DAYS:
        raise Refused(
            tr("Not possible"), tr("Please give a number of days from 1 to {most}.", most=MOST_DAYS)
        )
    connection.execute(update(county).where(county.c.id == of).values(offline_days=wanted))
