"""矛盾纠纷: a mediation file as the People's Mediation Law has it; nothing about a party that it does not ask for.

Kinds that belong to the courts, to discipline or to ethnic and religious affairs are handed over: only that they were.
"""

import random
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from gridapp.domain.errors import Problem
from gridapp.domain.fields import (
    Choice,
    Count,
    DateTime,
    Day,
    Json,
    Lines,
    LongText,
    Person,
    Place,
    Text,
    UnitRef,
)
from gridapp.domain.privacy import Privacy
from gridapp.domain.record import Record
from gridapp.domain.reminder import Reminder
from gridapp.domain.workflow import AUTHOR, LEADERS, Move, State, Workflow
from gridapp.domain.world import World
from gridapp.i18n import N_, tr

MEDIATORS = (AUTHOR, *LEADERS, "grid_worker")
PERSONAL = Privacy.PERSONAL
HANDED_OVER = ("14", "15", "16")
"""Classes of which nothing is written down here."""

CONFIRMED_WITHIN = timedelta(days=30)
"""After the agreement took effect both parties may ask a court to confirm it so long (mediation law, article 33)."""

_COURT_CLOSES = time(17, 30)
_CONTENT = ("brief", "parties", "outcome", "agreement", "org_involved")


class _Kind(Choice):
    def example(self, world: World, dice: random.Random) -> Json:
        """One that is mediated: an example has something to tell."""
        mediated = [each for each in self.table.leaves() if each.code[:2] not in HANDED_OVER]
        return dice.choice(mediated).stored()


class Dispute(Record):
    type = "dispute"
    letters = "JF"
    singular = N_("Dispute")
    plural = N_("Disputes")
    hint = N_("Mediated, agreed, kept")
    icon = "scale"
    tone = "blue"
    shelf = "matters"
    heading = "name"
    when = "occurred_on"
    where = "place"
    category = "kind"
    due = "resolve_by"
    columns = ("name", "kind", "place", "occurred_on", "resolve_by")
    filters = ("kind", "source")
    reminds = Reminder("confirm_by", (10 * 1440, 3 * 1440), ("agreed",))

    name = Text(
        N_("Name"), required=True, limit=60, sample="九龙村宅基地通行纠纷", help=N_("Without anybody's name")
    )
    kind = _Kind(N_("Kind"), "dispute_kind", required=True)
    occurred_on = Day(
        N_("Day"), required=True, default=lambda world: world.now().date().isoformat(), away=(200, 300)
    )
    place = Place(N_("Where"), required=True)
    source = Choice(N_("How it came"), "dispute_source", required=True, default="asked")
    people_n = Count(N_("People involved"), low=1, high=100_000)
    scale = Choice(N_("Scale"), "dispute_scale", default="01")
    org_involved = Text(N_("Organisations involved"), limit=120, sample="")
    brief = LongText(N_("What it is about"), limit=2000, sample="两家共用通道被堆放杂物，通行受阻。")
    parties = Lines(
        N_("Parties"),
        {
            "party": Choice(N_("Party"), "dispute_party", required=True),
            "name": Text(N_("Name"), limit=40, privacy=PERSONAL, sample=""),
            "phone": Text(N_("Phone"), limit=30, privacy=PERSONAL, sample=""),
            "agrees": Choice(N_("Agrees to mediation"), "yes_no"),
        },
        most=20,
        privacy=PERSONAL,
        kept_days=365,
    )
    risk = Choice(N_("May it grow worse"), "dispute_risk", default="none")
    police_at = DateTime(N_("Police called at"))
    resolve_by = DateTime(N_("To be settled by"), ahead=True)
    method = Choice(N_("How it is settled"), "dispute_method", default="03")
    mediator = Person(N_("Mediator"))
    consent_on = Day(N_("Both agreed to mediation on"))
    agreement_form = Choice(N_("Form of the agreement"), "agreement_form")
    agreement_no = Text(N_("Number of the agreement"), limit=60, sample="（2026）新人调字第12号")
    agreed_on = Day(N_("Agreed on"), away=(1, 199))
    agreement = LongText(N_("What was agreed"), limit=2000, sample="通道由两家共同维护，三日内清走杂物。")
    perform_by = Day(N_("To be performed by"), ahead=True)
    confirm_by = DateTime(N_("A court can confirm it until"), ahead=True)
    confirmed = Choice(N_("Confirmed by a court"), "yes_no")
    performed_on = Day(N_("Performed on"))
    outcome = LongText(N_("How it ended"), limit=1000, sample="当事人一方不再接受调解。")
    routes_told = Lines(
        N_("Other ways they were told of"),
        {"route": Choice(N_("Way"), "dispute_route", required=True)},
        help=N_("The law asks for this when mediation ends without an agreement"),
    )
    transferred_to = UnitRef(N_("Handed over to"))
    visit_result = Choice(N_("How satisfied"), "visit_result")
    visit_note = Text(N_("What was said then"), limit=300, sample="双方均已履行，无反复")

    workflow = Workflow(
        (
            State("recorded", N_("Consent to be asked"), "yellow", "clock"),
            State("mediating", N_("Being mediated"), "blue", "progress"),
            State("agreed", N_("Agreed, to be performed"), "yellow", "checks", met=True),
            State("performed", N_("Return visit due"), "yellow", "phone-call", met=True),
            State("closed", N_("Closed"), "green", "check", final=True),
            State("ended", N_("Ended without agreement"), "grey", "x", final=True),
            State("handed_over", N_("Handed over"), "grey", "arrows-split-2", final=True),
        ),
        (
            Move("begin", N_("Begin: both agree"), ("recorded",), "mediating", MEDIATORS, ("consent_on", "mediator"),
                 ("consent_on",)),
            Move("agree", N_("They agreed"), ("mediating",), "agreed", MEDIATORS,
                 ("agreement_form", "agreed_on", "agreement", "agreement_no", "perform_by"),
                 ("agreement_form", "agreed_on", "agreement"), notes=("confirm_by",)),
            Move("perform", N_("It was performed"), ("agreed",), "performed", MEDIATORS, ("performed_on",),
                 ("performed_on",)),
            Move("visit", N_("Close after the return visit"), ("performed",), "closed", MEDIATORS,
                 ("visit_result", "visit_note"), ("visit_result",)),
            Move("end", N_("End: other ways were told"), ("recorded", "mediating", "agreed"), "ended", MEDIATORS,
                 ("outcome", "routes_told"), ("outcome", "routes_told"), backwards=True),
            Move("hand_over", N_("Hand over"), ("recorded", "mediating"), "handed_over", MEDIATORS,
                 ("transferred_to",), ("transferred_to",)),
            Move("mediate_again", N_("Mediate again"), ("ended", "closed"), "mediating", LEADERS, backwards=True),
        ),
    )  # fmt: skip

    @classmethod
    def disagreements(cls, body: Mapping[str, Json], world: World) -> list[Problem]:
        """What is handed over is not written down, and an end does not come before its beginning."""
        problems = []
        if (kind := body.get("kind")) and kind["code"][:2] in HANDED_OVER:
            words = tr("is not written down for this kind: hand it over to whoever it belongs to")
            problems = [
                Problem(name, tr(cls.field(name).label), words) for name in _CONTENT if body.get(name)
            ]
        if (agreed := body.get("agreed_on")) and agreed < body.get("occurred_on", ""):
            problems.append(Problem("agreed_on", tr(cls.agreed_on.label), tr("lies before the dispute")))
        return problems


def confirmable_until(agreed_on: str, world: World) -> str:
    """The last moment at which a court can be asked, as it is stored."""
    day = date.fromisoformat(agreed_on) + CONFIRMED_WITHIN
    return datetime.combine(day, _COURT_CLOSES, world.zone).isoformat(timespec="seconds")
