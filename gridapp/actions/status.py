"""How things stand: what waits to be sent, what needs a decision, when this computer was last in step."""

from __future__ import annotations

from dataclasses import dataclass

from gridapp.actions.desk import Desk
from gridapp.store import attention, filing, history, outbox, settings
from gridapp.store.grants import Standing


@dataclass(frozen=True)
class Status:
    """`device` is the number this computer works under; `unsent` counts entries per type; times are ISO, None when
    there is none; `grant` says how long others' records can still be looked at without the server."""

    enrolled: bool
    device: str
    server: str
    unsent: dict[str, int]
    unsent_files: int
    oldest_unsent: str | None
    attention: int
    last_sync: str | None
    cursor: int
    grant: Standing

    @property
    def unsent_total(self) -> int:
        return sum(self.unsent.values())


def status(desk: Desk) -> Status:
    desk.look_at_grant()
    with desk.reading() as connection:
        to_decide = attention.count(connection)
    with desk.vault.reading() as connection:
        return Status(
            enrolled=bool(desk.identity.token),
            device=desk.identity.device,
            server=desk.identity.server,
            unsent=outbox.unsent(connection),
            unsent_files=filing.unsent(connection),
            oldest_unsent=outbox.oldest_unsent(connection),
            attention=to_decide,
            last_sync=settings.get(connection, "last_sync"),
            cursor=history.cursor(connection).seq,
            grant=desk.grant,
        )
