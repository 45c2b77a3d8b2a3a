"""Sealed packets on a stick: what waits goes out, and the server's answer comes in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from gridapp.store.fsync import write_durably
from gridapp.sync import courier, packets
from gridapp.sync.courier import Written
from gridapp.sync.round import Gate, Report
from ui.session import Session

Failed = Callable[[Exception], None]


def write(session: Session, file: Path, then: Callable[[Written], None], failed: Failed) -> None:
    """Seal what waits into `file`, to be carried to the server."""

    def work(gate: Gate) -> Written:
        written = gate(lambda vault: courier.write(vault, packets.MOST_ON_STICK))
        write_durably(file, written.data)
        return written

    session.after_the_round(work, then, failed)


def take_in(session: Session, file: Path, then: Callable[[Report], None], failed: Failed) -> None:
    """Take in the server's answer from `file`."""

    def taken(report: Report) -> None:
        session.take_up(report, lambda _: then(report))

    session.after_the_round(lambda gate: courier.take_in(gate, packets.read_file(file)), taken, failed)
