"""Drafting a certificate from somebody's confirmed hours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gridapp.actions import entries, service_records
from gridapp.actions.desk import Desk
from gridapp.actions.service_records import Wanted
from gridapp.domain import id_number
from gridapp.domain.entry import Entry
from gridapp.domain.errors import BadValue, Invalid, NotFound, Problem, Refused
from gridapp.domain.record import record_type
from gridapp.domain.service_records import COUNTED, start
from gridapp.domain.statement import Statement
from gridapp.i18n import tr
from gridapp.store import rows

_TYPE = "service_certificate"
RESIDENT_CARD = "resident_card"


def draft(
    desk: Desk, person: str, values: Mapping[str, Any], document: str = RESIDENT_CARD, number: str = ""
) -> Entry:
    """A certificate for the person with this id, from `first_day` to `last_day` of `values`, which also name the
    issuer. Of the identity number only the last four and a salted hash are kept. Raises Invalid."""
    record = record_type(_TYPE)
    entries.known_fields(record, values)
    if not person:
        words = tr("is nobody this program knows: please choose one from the list")
        raise Invalid([Problem("person", tr(record.field("person").label), words)])
    days = record.clean({name: values.get(name) for name in ("first_day", "last_day")}, desk.world)
    items = lines(desk, person, days["first_day"] or "", days["last_day"] or "9999")
    shown = items[-1]["person"] if items else {"id": person, "name": desk.person.name}
    drawn = [{name: value for name, value in each.items() if name != "person"} for each in items]
    given = {**values, "person": shown, "items": drawn, **_document(desk, document, number)}
    return entries.add(desk, _TYPE, given)


def lines(desk: Desk, person: str, first_day: str, last_day: str) -> list[dict[str, Any]]:
    """The confirmed hours between two days (ISO 8601, both counted), the oldest first, each with its `source`."""
    found = reversed(service_records.find(desk, Wanted(person)))
    return [
        {
            "person": each.body["person"],
            "day": start(each).date().isoformat(),
            "source": {"id": each.id, "number": each.number},
            **{name: each.body[name] for name in ("activity", "kind", "hours")},
        }
        for each in found
        if each.state in COUNTED and first_day <= start(each).date().isoformat() <= last_day
    ]


def newest_of(desk: Desk, person: str) -> Entry | None:
    """The certificate of a person that was issued last, signed and not revoked."""
    with desk.reading() as connection:
        found = rows.about(connection, record_type(_TYPE), person)
    valid = [each for each in found if each.state == "issued" and each.body.get("signed")]
    return max(valid, key=lambda each: (each.body["issue_date"], each.id), default=None)


def signed_text(certificate: Entry) -> str:
    """What stands in its square code. Raises Refused while the server has not signed it."""
    text = certificate.body.get("signed")
    if not text:
        raise Refused(
            tr("The server has not signed it yet"),
            tr("It does so when it learns that it was issued: please sync."),
        )
    return str(text)


def require_holds(desk: Desk, statement: Statement) -> None:
    """Raise Refused when this computer knows that a paper was revoked."""
    try:
        known = entries.get(desk, statement.entry)
    except NotFound:
        return  # not one of those this person sees
    if known.state == "revoked":
        raise Refused(
            tr("This certificate was revoked"),
            tr("It was issued here and holds no more. Ask whoever issued it why."),
        )


def _document(desk: Desk, document: str, number: str) -> dict[str, str]:
    if not number:
        return {}
    try:
        cleaned = id_number.cleaned(number, document == RESIDENT_CARD)
    except BadValue as bad:
        raise Invalid([Problem("id_last4", tr("Identity number"), bad.message)]) from None
    salted = id_number.salted(cleaned, desk.vault.dice(16))
    return {"id_document": document, "id_last4": cleaned[-4:], "id_hash": salted}
