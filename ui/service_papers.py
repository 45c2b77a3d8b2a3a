"""What a certificate, or one that could be drafted now, has on its paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from gridapp.domain import id_number
from gridapp.domain.entry import Entry
from gridapp.domain.service_records import figure, hours, start
from gridapp.exports.square_code import modules
from ui.certificate_paper import Line, Paper


def of_certificate(entry: Entry, server: str = "") -> Paper:
    """The paper of a certificate. Its square code leads to the county's `server` where that is reached safely."""
    body = entry.body
    items = sorted(body["items"], key=lambda each: str(each["day"]))
    signed = body.get("signed", "")
    address = f"{server.rstrip('/')}/verify/" if signed and server.startswith("https://") else ""
    until, since = body.get("publicised_to"), body.get("publicised_from")
    last4 = body.get("id_last4", "")
    return Paper(
        name=body["person"]["name"], document=id_number.masked(last4) if last4 else "",
        volunteer_no=body.get("volunteer_no", ""), first_day=body["first_day"], last_day=body["last_day"],
        hours=figure(sum((Decimal(str(each["hours"])) for each in items), Decimal())), kinds=_kinds(items),
        lines=[_line(each, each["source"]["number"]) for each in items], issuer=body["issuer"],
        issuer_code=body.get("issuer_code", ""), leader=body["leader"], handler=body["handler"],
        contact=body.get("contact", ""), issued_on=body.get("issue_date", ""),
        publicised=f"{since} 至 {until}" if since and until else "", remark=body.get("remark", ""),
        number=entry.number, square=modules(address + signed) if signed else (),
    )  # fmt: skip


def preview(name: str, counted: Sequence[Entry]) -> Paper:
    """What a certificate drawn from these confirmed hours would say, the newest last."""
    found = sorted(counted, key=start)
    items = [{**each.body, "day": start(each).date().isoformat(), "number": each.number} for each in found]
    days = [each["day"] for each in items] or [""]
    return Paper(
        name=name, document="", volunteer_no="", first_day=days[0], last_day=days[-1],
        hours=figure(sum((hours(each) for each in found), Decimal())), kinds=_kinds(items),
        lines=[_line(each, each["number"]) for each in items],
    )  # fmt: skip


def _line(item: Mapping[str, Any], number: str) -> Line:
    return Line(
        item["day"], item["activity"], item["kind"]["name"], figure(Decimal(str(item["hours"]))), number
    )


def _kinds(items: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
    found: dict[str, Decimal] = {}
    for item in items:
        name = item["kind"]["name"]
        found[name] = found.get(name, Decimal()) + Decimal(str(item["hours"]))
    return [(name, figure(value)) for name, value in found.items()]
