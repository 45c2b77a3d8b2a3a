"""The third step: photos, after the text they belong to. Resumed at the byte, checked by hash at both ends.

A file that fails never holds up another; it is tried again in the next round. Thumbnails go and come first; originals
go smallest first, and come when they are small or somebody opened them. Text that is saved meanwhile goes before the
rest of the photos: the round ends between two pieces, and the next one begins with it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from typing import Any

import msgspec

from gridapp.domain.errors import GridAppError, NotFound, WorldFailed
from gridapp.domain.photo import THUMB_MOST
from gridapp.i18n import tr
from gridapp.store import filing, ops
from gridapp.store.filing import FileRow
from gridapp.store.seal import PIECE
from gridapp.store.vault import Vault
from gridapp.sync.client import ServerRefused
from gridapp.sync.protocol import HubProtocol, Receipt
from gridapp.sync.receipts import check_file
from gridapp.sync.round import Gate, Report, Stop

_LEAST_PIECE = 16 * 1024
_MOST_CUTS = 3  # in a row without a byte more at the server: then it is another file's turn
_MOST_UNREACHED = 2  # files in a row that broke off: then there is no connection


def exchange(gate: Gate, hub: HubProtocol, report: Report, stop: Stop) -> None:
    """Everything that can go and come now. What fails is in `report.file_problems`."""
    began = gate(_newest_op)

    def leave() -> bool:
        return stop() or gate(_newest_op) != began

    pace = _Pace()
    gate(_sort_wanted)
    ups = gate(_to_upload)
    thumbs = [row for row in ups if row.size <= THUMB_MOST]
    jobs: list[Callable[[], None]] = [partial(_upload, gate, hub, row, report, pace, leave) for row in thumbs]
    jobs += [partial(_take, gate, hub, sha, report, leave) for sha in gate(_to_download)]
    jobs += [partial(_upload, gate, hub, row, report, pace, leave) for row in ups[len(thumbs) :]]
    unreached = 0
    for job in jobs:
        if leave() or unreached == _MOST_UNREACHED:
            return
        try:
            job()
            unreached = 0
        except GridAppError as error:
            report.file_problems.append(str(error))
            unreached = unreached + 1 if isinstance(error, _BrokeOff) else 0


def hand_in(gate: Gate, hub: HubProtocol, report: Report, stop: Stop) -> None:
    """Send every file that only this computer has, where the server takes its work and gives it nothing."""
    pace = _Pace()
    for row in gate(_only_here):
        if stop():
            return
        try:
            _upload(gate, hub, row, report, pace, stop)
        except GridAppError as error:
            report.file_problems.append(str(error))
            if isinstance(error, _BrokeOff):
                return


def fetch(gate: Gate, hub: HubProtocol, sha: str, stop: Stop = lambda: False) -> None:
    """One file that somebody wants to see now. Raises WorldFailed, or NotFound when its owner has not sent it."""
    if gate(partial(_has, sha=sha)):
        return
    try:
        _download(gate, hub, sha, Report(), stop)
    except ServerRefused as error:
        if error.status != HTTPStatus.NOT_FOUND:
            raise
        raise NotFound(error.message) from error


class _BrokeOff(WorldFailed):
    """The connection, not the file."""


class _Pace:
    """How much is sent at once: half after a cut, which loses some of it, a little more whenever all went well."""

    def __init__(self) -> None:
        self.piece = PIECE

    def cut(self) -> None:
        self.piece = max(self.piece // 2, _LEAST_PIECE)

    def went_well(self) -> None:
        self.piece = min(self.piece + _LEAST_PIECE // 2, PIECE)


def _upload(gate: Gate, hub: HubProtocol, row: FileRow, report: Report, pace: _Pace, leave: Stop) -> None:
    data = gate(partial(_read, sha=row.sha))
    offset, cuts = _asked(lambda: hub.upload_offset(row.sha, len(data))), 0
    while offset < len(data):
        if leave():
            return
        try:
            reached = _asked(partial(hub.upload, row.sha, offset, data[offset : offset + pace.piece]))
        except _BrokeOff:
            if cuts == _MOST_CUTS:
                raise
            pace.cut()
            reached = _asked(lambda: hub.upload_offset(row.sha, len(data)))
        else:
            pace.went_well()
        cuts = 0 if reached > offset else cuts + 1
        if cuts > _MOST_CUTS:
            raise WorldFailed(tr("A photo does not get through"), tr("It is tried again in the next round."))
        offset = reached
    receipt = _asked(lambda: hub.receipt(row.sha))
    check_file(gate(_server_key), receipt, row.sha, len(data))
    gate(partial(_mark_kept, receipt=receipt))
    report.files_sent += 1
    report.bytes_sent += len(data)


def _take(gate: Gate, hub: HubProtocol, sha: str, report: Report, leave: Stop) -> None:
    """Download, but for a file that its owner has not sent so far: nothing is wrong, it stays wanted."""
    try:
        _download(gate, hub, sha, report, leave)
    except (NotFound, ServerRefused) as error:
        if isinstance(error, ServerRefused) and error.status != HTTPStatus.NOT_FOUND:
            raise


def _download(gate: Gate, hub: HubProtocol, sha: str, report: Report, leave: Stop) -> None:
    arrived = gate(partial(_arrived, sha=sha))
    while not leave():
        piece = _asked(partial(hub.download, sha, arrived, PIECE))
        if piece:
            arrived = gate(partial(_append, sha=sha, offset=arrived, piece=piece))
        if len(piece) < PIECE:
            gate(partial(_finish, sha=sha, size=arrived))
            report.files_received += 1
            report.bytes_received += arrived
            return


def _asked(question: Callable[[], Any]) -> Any:
    """The server's answer. Raises _BrokeOff when none came, whatever else is wrong as it is."""
    try:
        return question()
    except ServerRefused:
        raise
    except WorldFailed as error:
        raise _BrokeOff(error.title, error.message) from error


def _newest_op(vault: Vault) -> int:
    with vault.reading() as connection:
        return ops.newest(connection)


def _sort_wanted(vault: Vault) -> None:
    with vault.writing() as connection:
        filing.sort_wanted(connection)


def _to_upload(vault: Vault) -> list[FileRow]:
    with vault.reading() as connection:
        return filing.to_upload(connection)


def _only_here(vault: Vault) -> list[FileRow]:
    with vault.reading() as connection:
        return filing.only_here(connection)


def _to_download(vault: Vault) -> list[str]:
    with vault.reading() as connection:
        return filing.to_download(connection)


def _has(vault: Vault, sha: str) -> bool:
    return vault.files.has(sha)


def _read(vault: Vault, sha: str) -> bytes:
    return vault.files.read(sha)


def _arrived(vault: Vault, sha: str) -> int:
    return vault.files.arrived(sha)


def _append(vault: Vault, sha: str, offset: int, piece: bytes) -> int:
    return vault.files.append(sha, offset, piece)


def _server_key(vault: Vault) -> str:
    return vault.identity().server_key


def _mark_kept(vault: Vault, receipt: Receipt) -> None:
    with vault.writing() as connection:
        filing.mark_kept(connection, receipt.sha, receipt.size, msgspec.to_builtins(receipt))


def _finish(vault: Vault, sha: str, size: int) -> None:
    """Whole and right: it is kept, and the server has it, for it came from there. Raises WorldFailed."""
    if not vault.files.finish(sha):
        raise WorldFailed(tr("A photo was altered on its way"), tr("It is tried again in the next round."))
    receipt: dict[str, Any] = {"sha": sha, "size": size, "at": vault.now()}
    with vault.writing() as connection:
        filing.mark_kept(connection, sha, size, receipt)
