"""The third step: photos, after the text they belong to. Resumed at the byte, checked by hash at both ends.

A file that fails never holds up another; it is tried again in the next round.
"""

from __future__ import annotations

from functools import partial
from http import HTTPStatus
from typing import Any

import msgspec

from gridapp.domain.errors import GridAppError, NotFound
from gridapp.store import filing
from gridapp.store.filing import FileRow
from gridapp.store.seal import PIECE
from gridapp.store.vault import Vault
from gridapp.sync.client import ServerRefused
from gridapp.sync.protocol import HubProtocol, Receipt
from gridapp.sync.round import Gate, Report, Stop


def exchange(gate: Gate, hub: HubProtocol, report: Report, stop: Stop) -> None:
    for row in gate(_to_upload):
        if stop():
            return
        try:
            _upload(gate, hub, row, report, stop)
        except GridAppError as error:
            report.file_problems.append(str(error))
    for sha in gate(_to_download):
        if stop():
            return
        try:
            _download(gate, hub, sha, report, stop)
        except GridAppError as error:
            if not _not_there_yet(error):
                report.file_problems.append(str(error))


def _not_there_yet(error: GridAppError) -> bool:
    """Its owner has not sent it so far: nothing is wrong, it stays wanted."""
    return isinstance(error, NotFound) or (
        isinstance(error, ServerRefused) and error.status == HTTPStatus.NOT_FOUND
    )


def _upload(gate: Gate, hub: HubProtocol, row: FileRow, report: Report, stop: Stop) -> None:
    data = gate(partial(_read, sha=row.sha))
    offset = hub.upload_offset(row.sha, len(data))
    while offset < len(data):
        if stop():
            return
        offset = hub.upload(row.sha, offset, data[offset : offset + PIECE])
    receipt = hub.receipt(row.sha)
    gate(partial(_mark_kept, receipt=receipt))
    report.files_sent += 1
    report.bytes_sent += len(data)


def _download(gate: Gate, hub: HubProtocol, sha: str, report: Report, stop: Stop) -> None:
    arrived = gate(partial(_arrived, sha=sha))
    while not stop():
        piece = hub.download(sha, arrived, PIECE)
        if piece:
            gate(partial(_append, sha=sha, piece=piece))
            arrived += len(piece)
        if len(piece) < PIECE:
            if gate(partial(_finish, sha=sha, size=arrived)):
                report.files_received += 1
                report.bytes_received += arrived
            return


def _to_upload(vault: Vault) -> list[FileRow]:
    with vault.reading() as connection:
        return filing.to_upload(connection)


def _to_download(vault: Vault) -> list[str]:
    with vault.reading() as connection:
        return filing.to_download(connection)


def _read(vault: Vault, sha: str) -> bytes:
    return vault.files.read(sha)


def _arrived(vault: Vault, sha: str) -> int:
    return vault.files.arrived(sha)


def _append(vault: Vault, sha: str, piece: bytes) -> None:
    vault.files.append(sha, piece)


def _mark_kept(vault: Vault, receipt: Receipt) -> None:
    with vault.writing() as connection:
        filing.mark_kept(connection, receipt.sha, receipt.size, msgspec.to_builtins(receipt))


def _finish(vault: Vault, sha: str, size: int) -> bool:
    """Whole and right: it is kept, and the server has it, for it came from there."""
    if not vault.files.finish(sha):
        return False
    receipt: dict[str, Any] = {"sha": sha, "size": size, "at": vault.now()}
    with vault.writing() as connection:
        filing.mark_kept(connection, sha, size, receipt)
    return True
