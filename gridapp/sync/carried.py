"""A hub that is not there: it answers a round's questions with what a packet brought, each once.

So what came in a packet is settled by the same steps as what came over the network, and by nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NoReturn

from gridapp.domain.errors import NotFound, Refused, WorldFailed
from gridapp.i18n import tr
from gridapp.sync.letters import Pushed, Reply
from gridapp.sync.protocol import (
    Checkpoint,
    Compare,
    Compared,
    Enrolled,
    KeepRecovery,
    Pull,
    PullAnswer,
    Push,
    PushAnswer,
    Receipt,
    Refetch,
    Refetched,
    Row,
    SealingKey,
    SignedMark,
    Snapshot,
)


class NotInPacket(WorldFailed):
    """The packet does not answer this; the next one may, or a connection."""

    def __init__(self) -> None:
        super().__init__(
            tr("The packet holds no more than this"),
            tr("The rest goes with the next packet, or over the network."),
        )


class Carried:
    """A `HubProtocol` over the reply in a packet."""

    def __init__(self, reply: Reply, files: dict[str, bytes]) -> None:
        self._pushed = {each.batch: each for each in reply.pushed}
        self._pages = {_question(each.asked): each.answer for each in reply.pages}
        self._receipts = {each.sha: each for each in reply.receipts}
        self._common, self._files = reply.common, files

    def push(self, push: Push) -> PushAnswer:
        """Raises Refused when the server did not take the batch."""
        pushed = self._pushed.pop(push.batch, None) or Pushed("")
        if pushed.refused is not None:
            raise Refused(pushed.refused.title, pushed.refused.message)
        if pushed.answer is None:
            raise NotInPacket
        return pushed.answer

    def pull(self, pull: Pull) -> PullAnswer:
        """The page for exactly this question: what was asked before this computer learned more is of no use now."""
        answer = self._pages.pop(_question(pull), None)
        if answer is None:
            raise NotInPacket
        return answer

    def snapshot(self) -> Snapshot:
        return Snapshot(Checkpoint())  # pages from the start are as good

    def common(self, known: Sequence[Checkpoint]) -> Checkpoint:
        return self._common

    def renew(self, key: str) -> Enrolled:
        raise WorldFailed(
            tr("This computer's records are a copy of another's"),
            tr(
                "Please connect it to the server once, so that it becomes a computer of its own. Everything is safe."
            ),
        )

    def upload_offset(self, sha: str, size: int) -> int:
        """All of a file that the server gave a receipt for. Raises NotFound for another."""
        return self.receipt(sha).size

    def upload(self, sha: str, offset: int, piece: bytes) -> int:
        raise NotInPacket

    def receipt(self, sha: str) -> Receipt:
        if sha not in self._receipts:
            raise NotFound(tr("This file is not whole on the server yet."))
        return self._receipts[sha]

    def download(self, sha: str, offset: int, most: int) -> bytes:
        if sha not in self._files:
            raise NotFound(tr("There is no such file."))
        return self._files[sha][offset : offset + most]

    def chunk(self, sha: str) -> list[Row]:
        self._not_here()

    def compare(self, compare: Compare) -> Compared:
        self._not_here()

    def refetch(self, refetch: Refetch) -> Refetched:
        self._not_here()

    def day_marks(self, since: int) -> list[SignedMark]:
        self._not_here()

    def keep_recovery(self, asked: KeepRecovery) -> None:
        self._not_here()

    def sealing_key(self) -> SealingKey:
        self._not_here()

    def carry(self, packet: bytes) -> bytes:
        self._not_here()

    def wait(self, seq: int) -> int:
        self._not_here()

    def _not_here(self) -> NoReturn:
        raise NotInPacket


def _question(pull: Pull) -> tuple[Checkpoint, str, int]:
    return pull.checkpoint, pull.grant, pull.news
