"""The receipts that a server gave for batches, as it keeps them: signed, each for the lines that its batch became."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from typing import Any

import msgspec
from sqlalchemy import and_, or_, select

from gridapp.server import sights
from gridapp.server.database import ServerDatabase
from gridapp.server.findings import Finding, Findings
from gridapp.server.tables import batch
from gridapp.sync.protocol import BatchReceipt, Checkpoint, SignedMark
from gridapp.sync.receipts import is_signed

PAGE = 500


class _Answer(msgspec.Struct):
    """What of a `PushAnswer` says which lines its batch became."""

    before: Checkpoint
    after: Checkpoint
    receipt: str = ""
    signature: str = ""


class Given:
    """The receipts of a county by the lines they are for; some 300 bytes of memory each."""

    def __init__(self, receipts: list[tuple[int, BatchReceipt]]) -> None:
        self._receipts = sorted(receipts, key=lambda each: each[1].seq)
        self._last = [receipt.seq for _, receipt in self._receipts]

    def of(self, seq: int) -> BatchReceipt | None:
        """The receipt for this line; None where none was kept."""
        place = bisect_left(self._last, seq)
        if place == len(self._last):
            return None
        before, receipt = self._receipts[place]
        return receipt if before < seq else None

    def __iter__(self) -> Iterator[BatchReceipt]:
        return (receipt for _, receipt in self._receipts)


def given(database: ServerDatabase, key: str, of: str, findings: Findings) -> Given:
    """What is in the database and is the word of the server with this key; what is not is named."""
    found: list[tuple[int, BatchReceipt]] = []
    for row in _rows(database, of):
        try:
            answer = msgspec.json.decode(row.answer, type=_Answer)
            receipt = msgspec.json.decode(answer.receipt, type=BatchReceipt) if answer.receipt else None
        except (msgspec.DecodeError, TypeError):
            findings.add(Finding(of, batch.name, "unreadable", name=str(row.id)))
            continue
        if receipt is None:
            continue  # an older version gave none
        named = (receipt.county, receipt.device, receipt.batch, receipt.digest, receipt.seq, receipt.hash)
        if not is_signed(key, SignedMark(answer.receipt, answer.signature)):
            findings.add(Finding(of, batch.name, "signature", name=row.id))
        elif named != (of, row.device, row.id, row.digest, answer.after.seq, answer.after.hash):
            findings.add(Finding(of, batch.name, "unreadable", name=row.id))
        elif answer.before.seq < answer.after.seq:
            found.append((answer.before.seq, receipt))
    return Given(found)


def _rows(database: ServerDatabase, of: str) -> Iterator[Any]:
    device, id_ = "", ""
    while True:
        beyond = or_(batch.c.device > device, and_(batch.c.device == device, batch.c.id > id_))
        query = select(batch).where(batch.c.county == of, beyond).order_by(batch.c.device, batch.c.id)
        with database.transaction(sights.in_county(of)) as connection:
            page = connection.execute(query.limit(PAGE)).all()
        if not page:
            return
        yield from page
        device, id_ = page[-1].device, page[-1].id
