"""Whether a batch was signed by the computer that it says it comes from: looked at before anything else of it.

A computer that has a key must sign; one that was enrolled before there were keys shows its own with the first batch it
signs, and has it from then on. Gaps, forks and replays of what is rightly signed are found by its tip (see `hub.push`).
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select, update

from gridapp.i18n import tr
from gridapp.server import audit
from gridapp.server.accounts import Caller
from gridapp.server.batches import NotSigned
from gridapp.server.tables import device
from gridapp.sync import heads
from gridapp.sync.protocol import Push


def require_signed(caller: Caller, push: Push) -> None:
    """Raises NotSigned unless whoever holds the key that the batch names signed all of it, after the batch it names
    as the one before. Which key that must be is asked by `take_key`."""
    if not (caller.key or push.key or push.signature):
        return  # a program from before there were keys
    if push.tip is None or not heads.is_signed(push, caller.county, caller.device):
        raise NotSigned(
            tr(
                "This was not signed by the computer that it says it comes from. Nothing of it was taken; everything "
                "is safe where it was made."
            )
        )


def take_key(connection: Connection, caller: Caller, push: Push, now: datetime) -> str | None:
    """Keep the first key that a device shows. For a batch under another key than the device's: the id of the batch
    that the device itself sent last, and a line in the log. None when all is well.

    Somebody copied the device before it had a key, and the copy made its own: it knows nothing of that batch, and
    becomes a device of its own by that.
    """
    if push.key == caller.key:
        return None
    mine = (device.c.county == caller.county, device.c.id == caller.device)
    connection.execute(update(device).where(*mine, device.c.key == "").values(key=push.key))
    known = connection.execute(select(device.c.key, device.c.tip).where(*mine)).one()
    if push.key == known.key:
        return None
    line = audit.Line(audit.of(caller), "push", audit.name(push.batch), "another-key", refused=True)
    audit.write(connection, [line], now)
    return str(known.tip)
