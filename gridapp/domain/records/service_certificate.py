"""志愿服务记录证明: what an organisation vouches for, drawn from confirmed hours. Free of charge; never an attestation.

The four groups of the rules of 2015 and 2020: the volunteer, the service, the issuer, remarks. Everything that is
printed is fixed once it is drafted: a mistake is withdrawn and drafted anew.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from gridapp.domain.errors import Problem
from gridapp.domain.fields import Choice, Day, Derived, Lines, LongText, Number, Person, Reference, Text
from gridapp.domain.fields.base import Json
from gridapp.domain.privacy import Privacy
from gridapp.domain.record import Record
from gridapp.domain.sealing import Sealing
from gridapp.domain.statement import Statement, content_hash
from gridapp.domain.workflow import SERVER, STAFF, Move, State, Workflow
from gridapp.domain.world import World
from gridapp.i18n import N_, tr

PUBLICITY = 7  # days, at least
MOST_LINES = 1_000
PERSONAL = Privacy.PERSONAL


class _Ago(Day):
    """A day whose example lies so many days back, so that an example's days come in their order."""

    def __init__(self, label: str, days: int, **rest: Any) -> None:
        super().__init__(label, **rest)
        self._days = days

    def example(self, world: World, dice: random.Random) -> Json:
        return (world.now().date() - timedelta(days=self._days)).isoformat()


class ServiceCertificate(Record):
    type = "service_certificate"
    letters = "ZM"
    singular = N_("Certificate of service")
    plural = N_("Certificates of service")
    hint = N_("Drawn from confirmed hours, free of charge")
    icon = "certificate"
    tone = "green"
    work = False
    heading = "person"
    when = "issue_date"
    columns = ("person", "first_day", "last_day", "hours", "issue_date")
    filters = ("person",)
    adders = STAFF
    under = "service_record"
    subject = "person"
    tells = True
    stepwise = True
    sealing = Sealing(
        state="issued",
        into="signed",
        lines="items",
        source="source",
        counted=("confirmed", "agreed"),
        after="publicised_to",
        same={"hours": "hours", "activity": "activity", "kind": "kind"},
    )

    person = Person(N_("Volunteer"), required=True, fixed=True, privacy=PERSONAL)
    id_document = Choice(N_("Document"), "id_document", fixed=True, privacy=PERSONAL)
    id_last4 = Text(N_("Last four of its number"), limit=4, fixed=True, privacy=PERSONAL, sample="0026")
    id_hash = Text(N_("Salted hash of it"), limit=120, fixed=True, privacy=PERSONAL, sample="")
    volunteer_no = Text(N_("National volunteer number"), limit=40, fixed=True, privacy=PERSONAL, sample="")
    first_day = _Ago(N_("From"), 300, required=True, fixed=True)
    last_day = _Ago(N_("To"), 30, required=True, fixed=True)
    items = Lines(
        N_("Service"),
        {
            "activity": Text(N_("Activity"), required=True, limit=60, sample="九龙小学护学"),
            "day": _Ago(N_("Day"), 40, required=True),
            "kind": Choice(N_("Kind"), "service_kind", required=True),
            "hours": Number(N_("Hours"), required=True, high=24, unit="h"),
            "source": Reference(N_("Number of the record"), to="service_record", required=True),
        },
        most=MOST_LINES,
        fixed=True,
    )
    hours = Derived(N_("Hours in all"), fixed=True, unit="h")
    issuer = Text(N_("Issued by"), required=True, limit=60, fixed=True, sample="宁县义警协会")
    issuer_code = Text(N_("Credit code"), limit=18, fixed=True, sample="")
    leader = Text(N_("In charge"), required=True, limit=40, fixed=True, sample="何立群")
    handler = Text(N_("Handled by"), required=True, limit=40, fixed=True, sample="马晓霞")
    contact = Text(N_("To be reached at"), limit=60, fixed=True, sample="0934-0000000")
    remark = LongText(N_("Remark"), limit=200, fixed=True, sample="")
    publicised_from = _Ago(N_("Publicised from"), 20, writers=STAFF)
    publicised_to = _Ago(N_("Publicised until"), 10, ahead=True, writers=STAFF)
    issue_date = _Ago(N_("Issued on"), 5, writers=STAFF)
    seal = Choice(N_("Seal"), "seal_state", writers=STAFF)
    signed = Text(N_("Signed by the server"), limit=2_000, sample="", writers=(SERVER,))
    objections = LongText(N_("Objections"), limit=500, sample="公示期内无异议。")
    revoke_reason = LongText(N_("Why revoked"), limit=500, sample="时长重复计算。", writers=STAFF)

    workflow = Workflow(
        (
            State("draft", N_("Draft"), "grey", "pencil"),
            State("publicised", N_("Being publicised"), "yellow", "clock"),
            State("issued", N_("Issued"), "green", "check", final=True),
            State("withdrawn", N_("Withdrawn"), "grey", "arrow-back-up", final=True),
            State("revoked", N_("Revoked"), "red", "x", final=True),
        ),
        (
            Move("publicise", N_("Publicise"), ("draft",), "publicised", STAFF,
                 ("publicised_from", "publicised_to"), ("publicised_from", "publicised_to")),
            Move("issue", N_("Issue"), ("publicised",), "issued", STAFF, ("issue_date", "objections"),
                 ("issue_date",), others=True),
            Move("withdraw", N_("Withdraw"), ("draft", "publicised"), "withdrawn", STAFF, backwards=True),
            Move("revoke", N_("Revoke"), ("issued",), "revoked", STAFF, ("revoke_reason",), ("revoke_reason",),
                 backwards=True),
        ),
    )  # fmt: skip

    @classmethod
    def derive(cls, body: dict[str, Json], world: World) -> dict[str, Json]:
        """Add the lines up."""
        return {**body, "hours": _sum(body)} if body.get("items") else body

    @classmethod
    def disagreements(cls, body: Mapping[str, Json], world: World) -> list[Problem]:
        """No lines, another sum than theirs, days out of order, too short a publicity, issued before it was over."""
        found = []
        if body.get("first_day") and not body.get("items"):
            found.append(_problem(cls, "items", tr("are none: there are no confirmed hours in this time")))
        if body.get("issuer") and not body.get("contact"):
            found.append(_problem(cls, "contact", tr("is missing")))
        if body.get("items") and body.get("hours") != _sum(body):
            found.append(_problem(cls, "hours", tr("are another number than the lines add up to")))
        if (body.get("last_day") or "9") < (body.get("first_day") or ""):
            found.append(_problem(cls, "last_day", tr("must end after it begins")))
        return [*found, *_publicity(cls, body)]

    @classmethod
    def statement(cls, county: str, entry: str, number: str, body: Mapping[str, Json]) -> Statement:
        """What is printed, in short, and the hash of the lines."""
        return Statement(
            county=county, entry=entry, number=number, name=body["person"]["name"],
            id_last4=body.get("id_last4", ""), first_day=body["first_day"], last_day=body["last_day"],
            hours=f"{_sum(body):.12g}", times=len(body["items"]), issuer=body["issuer"],
            issued_on=body["issue_date"], content=content_hash(body["items"]),
        )  # fmt: skip


def _publicity(record: type[Record], body: Mapping[str, Json]) -> list[Problem]:
    first, last, issued = (body.get(name) for name in ("publicised_from", "publicised_to", "issue_date"))
    if first and last and date.fromisoformat(last) - date.fromisoformat(first) < timedelta(days=PUBLICITY):
        return [
            _problem(
                record, "publicised_to", tr("must be at least {days} days after it begins", days=PUBLICITY)
            )
        ]
    if issued and last and issued <= last:
        return [_problem(record, "issue_date", tr("must be after the publicity ended ({day})", day=last))]
    return []


def _sum(body: Mapping[str, Json]) -> float:
    return float(sum(Decimal(str(each["hours"])) for each in body["items"]))


def _problem(record: type[Record], field: str, words: str) -> Problem:
    return Problem(field, tr(record.field(field).label), words)
