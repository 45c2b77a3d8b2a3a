"""What is kept of people, why and how long: the rules that a notice has to tell, read from the declarations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from gridapp.domain.entry import Entry
from gridapp.domain.fields import Field, Json, Lines
from gridapp.domain.privacy import Privacy, mask_middle
from gridapp.domain.record import RecordType, record_types
from gridapp.domain.workflow import STAFF
from gridapp.i18n import N_, tr

CLASSES = {
    Privacy.PERSONAL: N_("personal"),
    Privacy.SENSITIVE: N_("sensitive, with a consent of its own"),
}


@dataclass(frozen=True)
class Kept:
    """One personal field: `of` which kind of entry and what that is for, in words; `days` after the entry's end until
    it is emptied, None where it stays as long as the entry."""

    of: str
    purpose: str
    label: str
    privacy: Privacy
    days: int | None


def rules() -> list[Kept]:
    """Every personal field of every type, in the order of their files."""
    return [
        Kept(tr(record.singular), tr(record.hint), label, privacy, days)
        for record in record_types().values()
        for label, privacy, days in _personal(record)
    ]


def limited(record: RecordType) -> dict[str, int]:
    """The fields of a type that are emptied some days after an entry's end, with the days."""
    return {name: field.kept_days for name, field in record.fields().items() if field.kept_days is not None}


def personal_fields(record: RecordType) -> Iterator[Field]:
    """The fields of a type that are personal, or hold lines that are."""
    for field in record.fields().values():
        parts = field.parts.values() if isinstance(field, Lines) else ()
        if any(each.privacy >= Privacy.PERSONAL for each in (field, *parts)):
            yield field


def masked_fields(entry: Entry) -> list[Field]:
    """The filled-in fields of an entry that are masked until somebody asks: all personal ones but its heading."""
    named = entry.record.heading
    return [
        each
        for each in personal_fields(entry.record)
        if entry.body.get(each.name) is not None and each.name != named
    ]


def masked_body(entry: Entry) -> Mapping[str, Json]:
    """The body of an entry as it may be seen: of masked words the ends stay, other masked values are left out."""
    masked = {each.name for each in masked_fields(entry)}
    words = {name: mask_middle(value) for name, value in entry.body.items() if isinstance(value, str)}
    shown = {name: words.get(name) if name in masked else value for name, value in entry.body.items()}
    return {name: value for name, value in shown.items() if value is not None}


def is_hidden(entry: Entry, role: str) -> bool:
    """Whether what is personal in it is kept from people of this role: of somebody who left, or took their consent
    back, only staff look at it any more."""
    return entry.record.workflow.state(entry.state).hides and role not in STAFF


def bare_body(entry: Entry) -> dict[str, Json]:
    """The body of an entry without what is masked."""
    masked = {each.name for each in masked_fields(entry)}
    return {name: value for name, value in entry.body.items() if name not in masked}


def said(rule: Kept) -> str:
    """One line of the notice."""
    how_long = tr("{days} days after its end", days=rule.days) if rule.days else tr("as long as the record")
    return tr("{of}: {label} ({kind}; kept {how_long})", of=rule.of, label=rule.label,
              kind=tr(CLASSES[rule.privacy]), how_long=how_long)  # fmt: skip


def _personal(record: RecordType) -> Iterator[tuple[str, Privacy, int | None]]:
    for field in record.fields().values():
        parts: list[Field] = [*field.parts.values()] if isinstance(field, Lines) else []
        for each in (field, *(part for part in parts if part.privacy > field.privacy)):
            if each.privacy >= Privacy.PERSONAL:
                yield tr(each.label), each.privacy, field.kept_days
