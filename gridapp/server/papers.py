"""The public page on which anybody sees whether a signed paper still holds. It shows only what stands on the paper,
and that only when the server's own signature is under it."""

from __future__ import annotations

from enum import StrEnum
from html import escape

from fastapi import Response
from sqlalchemy import select

from gridapp.domain.errors import Refused
from gridapp.domain.record import record_types
from gridapp.domain.statement import Statement
from gridapp.i18n import N_, language, tr
from gridapp.server import sights
from gridapp.server.calls import Call, Centre
from gridapp.server.tables import entry
from gridapp.sync import seals

_PAGE = """<!doctype html>
<html lang="{lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="robots" content="noindex"><title>{title}</title><style>
body{{font:16px/1.6 system-ui,sans-serif;max-width:34rem;margin:3rem auto;padding:0 1rem}}
body{{color:#14213d;background:#f6f5f1}}
main{{background:#fff;border:1px solid #dcd9d0;border-radius:12px;padding:1.5rem}}
h1{{font-size:1.4rem;margin:0 0 .5rem}}.valid h1{{color:#1b6e3c}}.revoked h1,.unknown h1{{color:#a4262c}}
dl{{display:grid;grid-template-columns:auto 1fr;gap:.25rem 1rem}}dt{{color:#5c6470}}dd{{margin:0}}
</style></head><body><main class="{state}"><h1>{title}</h1><p>{words}</p>{facts}</main></body></html>"""
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class Standing(StrEnum):
    """What the server says of a paper."""

    VALID = "valid"
    REVOKED = "revoked"
    UNKNOWN = "unknown"


_TITLES = {
    Standing.VALID: N_("This certificate is genuine and valid"),
    Standing.REVOKED: N_("This certificate was revoked"),
    Standing.UNKNOWN: N_("This certificate is not known here"),
}
_WORDS = {
    Standing.VALID: N_("Please compare what stands here with the paper. It holds only with the seal on it."),
    Standing.REVOKED: N_("It was issued here and holds no more. Ask whoever issued it why."),
    Standing.UNKNOWN: N_("It was not signed by this server, or its code was not read whole."),
}


def standing(centre: Centre, text: str) -> tuple[Standing, Statement | None]:
    """Whether a text was signed here and still holds, and what it says; nothing of what somebody else signed."""
    try:
        statement = seals.checked(text, centre.signer.public)
    except Refused:
        return Standing.UNKNOWN, None
    with centre.database.transaction(sights.in_county(statement.county)) as connection:
        mine = (entry.c.county == statement.county, entry.c.id == statement.entry)
        row = connection.execute(select(entry.c.type, entry.c.state, entry.c.deleted).where(*mine)).first()
    sealing = record_types()[row.type].sealing if row else None
    if row is None or sealing is None:
        return Standing.UNKNOWN, None  # signed before the server was set back
    holds = row.state == sealing.state and not row.deleted
    return (Standing.VALID if holds else Standing.REVOKED), statement


def page(call: Call) -> Response:
    state, statement = standing(call.centre, call.text)
    facts = _facts(statement) if statement else ""
    title, words = tr(_TITLES[state]), tr(_WORDS[state])
    html = _PAGE.format(lang=language().replace("_", "-"), state=state, title=title, words=words, facts=facts)
    return Response(html, media_type="text/html", headers=_HEADERS)


def _facts(said: Statement) -> str:
    span = tr("{first} to {last}", first=said.first_day, last=said.last_day)
    served = tr("{hours} hours, {times} times", hours=said.hours, times=said.times)
    lines = (
        (tr("Number"), said.number),
        (tr("Volunteer"), said.name),
        (tr("Document ends in"), said.id_last4 or "—"),
        (tr("Time"), span),
        (tr("Service"), served),
        (tr("Issued by"), said.issuer),
        (tr("Issued on"), said.issued_on),
    )
    return f"<dl>{''.join(f'<dt>{escape(name)}</dt><dd>{escape(value)}</dd>' for name, value in lines)}</dl>"
