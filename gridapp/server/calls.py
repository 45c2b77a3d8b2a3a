"""What a route is handed: the running server, and one request read whole."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from fastapi import Response

from gridapp.domain.errors import Refused
from gridapp.domain.ids import Dice
from gridapp.domain.world import Clock, system_clock
from gridapp.i18n import tr
from gridapp.server import audit, sights
from gridapp.server.accounts import Caller
from gridapp.server.database import ServerDatabase
from gridapp.server.feeds import Strangers
from gridapp.server.filehub import FileHub, TooLarge
from gridapp.server.hub import Hub
from gridapp.server.refusals import Refusals
from gridapp.server.snapshots import Snapshots
from gridapp.server.storage.base import Storage
from gridapp.sync import protocol
from gridapp.sync.packets import Opener
from gridapp.sync.receipts import Signer

Needs = Literal["nothing", "device", "any device"]  # also one that may only hand its work in


@dataclass(frozen=True)
class Centre:
    """What a running server consists of, and who works at its console: nobody in particular where no administrators
    sign in."""

    database: ServerDatabase
    files: Storage
    signer: Signer
    opener: Opener
    snapshots: Snapshots
    feed_key: bytes
    clock: Clock = system_clock
    dice: Dice = os.urandom
    console: audit.Who = audit.CONSOLE
    refusals: Refusals = field(init=False)
    strangers: Strangers = field(init=False, default_factory=Strangers)

    def __post_init__(self) -> None:
        object.__setattr__(self, "refusals", Refusals(self.database, self.clock))

    def close(self) -> None:
        self.snapshots.close()
        self.refusals.flush()
        self.database.close()


@dataclass(frozen=True)
class Call:
    """One request, read whole. `caller` is None only on routes that need nothing; `since` is "" unless asked for,
    `text` what the path of a public page ends in."""

    centre: Centre
    headers: dict[str, str]
    body: bytes
    sha: str
    since: str
    caller: Caller | None
    text: str = ""

    @property
    def device(self) -> Caller:
        assert self.caller is not None, "the route needs a device"
        return self.caller

    def hub(self) -> Hub:
        centre = self.centre
        return Hub(centre.database, centre.snapshots, centre.signer, self.device, centre.clock, centre.dice)

    def files(self) -> FileHub:
        centre = self.centre
        return FileHub(centre.database, centre.files, centre.signer, self.device, centre.clock)

    def now(self) -> datetime:
        return self.centre.clock()

    def note(self, act: str, object_: str = "") -> None:
        """Write to the audit log what was done, where it was not done in a transaction of ours. Raises WorldFailed:
        then nothing is answered either."""
        line = audit.Line(audit.of(self.device), act, audit.name(object_))
        with self.centre.database.transaction(sights.in_county(line.who.county)) as connection:
            audit.write(connection, [line], self.now())

    def read(self, kind: Any) -> Any:
        try:
            return protocol.unpack(self.body, self.headers.get("content-encoding", ""), kind)
        except protocol.TooMuch as error:
            raise TooLarge(tr("The request is too large"), tr("Please send less at once.")) from error
        except ValueError as error:
            raise Refused(tr("The request cannot be read"), str(error)[:200]) from error


@dataclass(frozen=True)
class Route:
    """A way in: who may use it, and the function that answers; None for the one that waits before it does.
    With `streams` it answers each piece of the body as it arrives, and goes on while that is taken."""

    method: str
    path: str
    needs: Needs
    answer: Callable[[Call], Response] | None
    summary: str
    streams: bool = False
