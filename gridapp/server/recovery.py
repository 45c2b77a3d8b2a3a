"""The server's shares of vaults' second locks: each opens nothing without the computer whose it is."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, select

from gridapp.domain.errors import NotAllowed, Refused
from gridapp.i18n import tr
from gridapp.server import accounts, audit, sights, throttle, totp
from gridapp.server.accounts import RECOVER, Caller
from gridapp.server.database import ServerDatabase
from gridapp.server.tables import account, device, recovery
from gridapp.sync.protocol import KeepRecovery, Recover, Recovered

_MARK, _SECRET = re.compile("[0-9a-f]{32}"), re.compile("[0-9a-f]{64}")


def keep(connection: Connection, of: Caller, asked: KeepRecovery) -> None:
    """Keep a device's share, and the one before until the device is sure to use this one. Raises Refused."""
    if not (_MARK.fullmatch(asked.mark) and _SECRET.fullmatch(asked.secret)):
        raise Refused(tr("The request cannot be read"), "recovery")
    mine = (recovery.c.county == of.county, recovery.c.device == of.device)
    connection.execute(delete(recovery).where(*mine, recovery.c.mark != asked.before))
    values = {"county": of.county, "device": of.device, "mark": asked.mark, "secret": asked.secret}
    connection.execute(recovery.insert().values(values))


def recover(database: ServerDatabase, asked: Recover, now: datetime) -> Recovered:
    """Trade a code for a share: using the code, giving the share and writing it down are one transaction. Raises
    ConfirmationNeeded, Refused or NotAllowed; then the code is as good as before."""
    found = _begun(database, asked, now)
    totp.confirm(database, found.county, found.account, asked.totp, now)
    with database.transaction(sights.in_county(found.county)) as connection:
        taken = accounts.take_code(connection, asked.code, RECOVER, now)
        if taken is None or taken.account != found.account:
            raise _not_valid()
        query = select(recovery.c.secret).where(
            recovery.c.county == found.county, recovery.c.device == found.id, recovery.c.mark == asked.mark
        )
        secret = connection.execute(query).scalar()
        if secret is None:
            raise Refused(
                tr("The server has no key for this computer"),
                tr("Perhaps it was put back to an older state. The code stays good; please ask for help."),
            )
        who = audit.Who(found.county, found.account, found.role, found.id)
        audit.write(connection, [audit.Line(who, "recover", found.id)], now)
    return Recovered(secret)


def _begun(database: ServerDatabase, asked: Recover, now: datetime) -> Row[Any]:
    """The device that asks, with whose it is, when it may and the code is that person's. Counted as a try."""
    theirs = (account.c.county == device.c.county) & (account.c.id == device.c.account)
    query = select(device, account.c.role, account.c.active).join(account, theirs)
    with database.transaction(sights.AT_THE_DOOR) as connection:
        found = connection.execute(query.where(device.c.id == asked.device)).first()
        if found is None:
            raise _not_valid()
        sights.look(connection, sights.in_county(found.county))
        throttle.take_turn(connection, found.county, _about(found.id), now)
    with database.transaction(sights.in_county(found.county)) as connection:
        holder = accounts.holder(connection, asked.code, RECOVER, now)
        if holder is None or (holder.county, holder.account) != (found.county, found.account):
            raise _not_valid()
        throttle.note_right(connection, found.county, _about(found.id))
    if found.revoked_at or not found.active:
        raise NotAllowed(
            tr(
                "The centre took this computer off its list. Everything is safe here; please speak to your coordinator."
            )
        )
    return found


def _about(device: str) -> str:
    return f"recover:{device}"


def _not_valid() -> Refused:
    return Refused(
        tr("This code is not valid"),
        tr(
            "It was mistyped, used already, is older than a day, or is for somebody else. Nothing was changed; please "
            "ask for a new one."
        ),
    )
