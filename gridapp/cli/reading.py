"""What a command reads: files that are named, JSON in them, FIELD=VALUE on the line."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from gridapp.domain.errors import NotFound, Refused
from gridapp.domain.record import RecordType
from gridapp.i18n import tr

_PAIR = re.compile(r"(\w+)=(.*)", re.DOTALL)


def read_file(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        raise NotFound(tr("There is no file {file}.", file=file)) from None


def read_json(source: str) -> Any:
    """The JSON in a file, or in the input when `source` is "-"."""
    data = sys.stdin.buffer.read() if source == "-" else read_file(Path(source))
    try:
        return _parsed(data.decode("utf-8-sig"))
    except ValueError as error:
        raise Refused(tr("This is not JSON"), str(error)[:200]) from None


def read_pairs(record: RecordType, pairs: Sequence[str]) -> dict[str, Any]:
    """FIELD=VALUE arguments. JSON only for a field that holds lists or objects: a sentence may begin with [ too."""
    values: dict[str, Any] = {}
    for pair in pairs:
        found = _PAIR.fullmatch(pair)
        if found is None:
            raise Refused(tr("Bad usage"), tr("“{text}” is not of the form FIELD=VALUE.", text=pair[:60]))
        name, text = found.groups()
        values[name] = _value(record, name, text)
    return values


def _value(record: RecordType, name: str, text: str) -> Any:
    opening = record.field(name).opening
    if not opening or not text.startswith(opening):
        return text
    try:
        return _parsed(text)
    except ValueError as error:
        raise Refused(tr("This is not JSON"), f"{name}: {error}") from None


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except RecursionError:
        raise ValueError(tr("is nested too deeply")) from None


def require_encodable(arguments: Sequence[str]) -> None:
    """Raise Refused for bytes that are no UTF-8: nothing below the command line could store or print them."""
    for each in arguments:
        if any("\ud800" <= character <= "\udfff" for character in each):
            raise Refused(tr("Bad usage"), tr("“{text}” is not UTF-8 text.", text=ascii(each)[1:-1][:60]))
