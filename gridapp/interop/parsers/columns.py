"""A column map: JSON, field name to source."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from gridapp.i18n import tr
from gridapp.interop.source import Sources
from gridapp.interop.wire import Unreadable


def samples() -> Iterator[bytes]:
    yield b""
    yield b'{"a": "b", "c": {"column": "d", "values": {"e": 1}}}'


def read(data: bytes) -> Iterator[Sources]:
    """One map. Raises Unreadable."""
    try:
        yield msgspec.json.decode(data, type=Sources)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise Unreadable(tr("is not a column map ({words})", words=str(error)[:120])) from error
