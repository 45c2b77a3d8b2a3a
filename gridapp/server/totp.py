"""Time-based codes (RFC 6238: SHA-1, six digits, 30 seconds), for accounts for which they were set up.

Asked for where a one-time code is traded: the code may have been overheard, what makes these codes was not.
"""

from __future__ import annotations

import hmac
from base64 import b32encode
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from sqlalchemy import Connection, delete, select, update

from gridapp.domain.errors import ConfirmationNeeded, Refused
from gridapp.domain.ids import Dice
from gridapp.i18n import tr
from gridapp.server import accounts, sights, throttle
from gridapp.server.database import ServerDatabase
from gridapp.server.tables import totp

DIGITS, STEP, SKEW = 6, 30, 1
_SECRET_BYTES = 20


def set_up(connection: Connection, of: str, account: str, dice: Dice) -> bytes:
    """A new secret for an account, in place of the one before."""
    secret = dice(_SECRET_BYTES)
    connection.execute(delete(totp).where(totp.c.county == of, totp.c.account == account))
    connection.execute(totp.insert().values(county=of, account=account, secret=secret.hex(), step=0))
    return secret


def as_text(secret: bytes) -> str:
    """As it is typed into a program that makes the codes."""
    return b32encode(secret).decode()


def as_address(secret: bytes, name: str) -> str:
    """As such a program reads it from a picture: an otpauth:// line."""
    return _maker(secret).get_provisioning_uri(name, "GridApp")


def code_at(secret: bytes, moment: datetime) -> str:
    """The code that is shown at a moment."""
    return _maker(secret).generate(int(moment.timestamp())).decode()


def confirm_holder(database: ServerDatabase, code: str, purpose: str, given: str, now: datetime) -> None:
    """Ask whoever a one-time code is for, where there is something to ask for; the code stays good. Raises
    ConfirmationNeeded or Refused."""
    with database.transaction(sights.AT_THE_DOOR) as connection:
        found = accounts.holder(connection, code, purpose, now)
    if found is not None:
        confirm(database, found.county, found.account, given, now)


def confirm(database: ServerDatabase, of: str, account: str, given: str, now: datetime) -> None:
    """Nothing where none was set up. Each step's code is taken once; one step to either side is near enough. Raises
    ConfirmationNeeded when none is given, Refused for a wrong one or too many."""
    about = f"totp:{account}"
    with database.transaction(sights.in_county(of)) as connection:
        query = select(totp.c.secret).where(totp.c.county == of, totp.c.account == account)
        secret = connection.execute(query).scalar()
        if secret is None:
            return
        if not given:
            raise ConfirmationNeeded(
                tr("One more code is needed"),
                tr(
                    "Please enter the six digits that your authenticator shows now. The code before stays good."
                ),
            )
        throttle.take_turn(connection, of, about, now)
    with database.transaction(sights.in_county(of)) as connection:
        if not _take(connection, of, account, bytes.fromhex(secret), given, now):
            raise Refused(
                tr("The six digits do not fit"),
                tr("Each is good once and for half a minute. Please enter those that are shown now."),
            )
        throttle.note_right(connection, of, about)


def _take(connection: Connection, of: str, account: str, secret: bytes, given: str, now: datetime) -> bool:
    for near in range(-SKEW, SKEW + 1):
        moment = now + timedelta(seconds=near * STEP)
        if hmac.compare_digest(code_at(secret, moment).encode(), given.strip().encode()):
            step = int(moment.timestamp()) // STEP
            unused = (totp.c.county == of, totp.c.account == account, totp.c.step < step)
            return bool(connection.execute(update(totp).where(*unused).values(step=step)).rowcount)
    return False


def _maker(secret: bytes) -> TOTP:
    return TOTP(secret, DIGITS, SHA1(), STEP)  # what every program that makes such codes can do
