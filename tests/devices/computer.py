"""Computers that make signed batches by hand, fast enough for a hundred thousand of them."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace

import msgspec

from gridapp.actions.desk import Desk
from gridapp.domain.ids import uuid7
from gridapp.domain.op import Op, digest_of, digest_of_all
from gridapp.domain.record import example, record_type
from gridapp.store.vault import Identity
from gridapp.sync import heads
from gridapp.sync.protocol import Checkpoint, Push, PushAnswer
from tests.office import Office

_KIND = "hazard"
_BODIES = 8


class Computer:
    """One person's computer, and how it reaches the server: `send` raises GridAppError."""

    def __init__(self, office: Office, desk: Desk, send: Callable[[Push], PushAnswer]) -> None:
        self.office, self.send = office, send
        self.identity: Identity = desk.vault.identity()
        self.tip, self.last = "", Push("", "", [], Checkpoint())
        self._dice: random.Random = office.dice
        self._start = record_type(_KIND).workflow.start
        self._bodies = [example(record_type(_KIND), desk.world, self._dice) for _ in range(_BODIES)]

    def batch(self, count: int) -> Push:
        """The next batch, with new records."""
        return self.signed(self.unsigned([self._op() for _ in range(count)]))

    def unsigned(self, ops: Sequence[Op]) -> Push:
        """These ops as a batch after the one that was taken last."""
        return with_ops(Push(self._dice.randbytes(16).hex(), "", [], Checkpoint(), self.tip, sent_at=self.now()),
                        [each.encoded() for each in ops])  # fmt: skip

    def signed(self, push: Push, key: str = "") -> Push:
        """Under this computer's own key, or another."""
        return heads.signed(push, replace(self.identity, key=key or self.identity.key))

    def deliver(self, push: Push) -> PushAnswer:
        """Send a batch that is the next one, and go on from there."""
        answer = self.send(push)
        if answer.tip is None and answer.diverged is None:
            self.tip, self.last = push.batch, push
        return answer

    def now(self) -> str:
        return str(self.office.clock().isoformat(timespec="milliseconds"))

    def _op(self) -> Op:
        now, person = self.office.clock(), self.identity.person
        return Op(
            id=uuid7(now, self._dice.randbytes), n=1, entry=uuid7(now, self._dice.randbytes), type=_KIND, kind="add",
            at=now.isoformat(), author=person.id, author_name=person.name, fields=self._dice.choice(self._bodies),
            number=f"YH-621026-{self.identity.device}-{self._dice.randrange(10**6):06d}", unit=person.unit,
            recorded_at=now.isoformat(), to=self._start,
        )  # fmt: skip


def with_ops(push: Push, ops: Sequence[bytes]) -> Push:
    """The batch with other ops, and the digest that fits them."""
    digest = digest_of_all(digest_of(each) for each in ops)
    return msgspec.structs.replace(push, ops=[msgspec.Raw(each) for each in ops], digest=digest)


def ops_of(push: Push) -> list[bytes]:
    return [bytes(each) for each in push.ops]
