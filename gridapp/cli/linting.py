"""Free text that a command is about to save: what looks personal in it is pointed out, or masked where asked."""

from __future__ import annotations

from typing import Any

from gridapp.cli.context import say
from gridapp.domain.fields import Place, Text
from gridapp.domain.masking import masked
from gridapp.domain.privacy import Privacy, warning
from gridapp.domain.record import RecordType
from gridapp.i18n import tr


def linted(record: RecordType, values: dict[str, Any], mask: bool) -> dict[str, Any]:
    """`values` as they are to be saved. A field that is there for personal data is not looked at."""
    fields = record.fields()
    free = {name: text for name, text in values.items()
            if isinstance(text, str) and isinstance(fields.get(name), Text | Place)
            and fields[name].privacy < Privacy.PERSONAL}  # fmt: skip
    if mask:
        values = values | {name: masked(text) for name, text in free.items()}
    for name in free:
        if words := warning(values[name]):
            say(tr("{field}: {warning}", field=tr(fields[name].label), warning=words))
    return values
