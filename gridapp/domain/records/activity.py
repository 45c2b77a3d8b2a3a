"""活动: an event from its plan to its brief. Its people sign up at shifts that name it; the audience is counted."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any

from gridapp.domain.errors import Problem
from gridapp.domain.fields import (
    Choice,
    Count,
    Day,
    Lines,
    LongText,
    Period,
    Person,
    Photos,
    Place,
    Tally,
    Text,
)
from gridapp.domain.fields.base import Json
from gridapp.domain.identities import identities
from gridapp.domain.materials import left
from gridapp.domain.record import Record
from gridapp.domain.workflow import LEADERS, STAFF, Move, State, Workflow
from gridapp.domain.world import World
from gridapp.i18n import N_, tr

WRITTEN = ("brief_title", "brief")
"""What is written to be handed in, and may name nobody."""


class _Amount(Count):
    """How many of a thing; an example's lies in `span`, so that no example hands out more than it prepared."""

    def __init__(self, label: str, span: tuple[int, int], **rest: Any) -> None:
        super().__init__(label, high=100_000, **rest)
        self._span = span

    def example(self, world: World, dice: random.Random) -> Json:
        return dice.randint(*self._span)


class Activity(Record):
    type = "activity"
    letters = "HD"
    singular = N_("Event")
    plural = N_("Events")
    hint = N_("From the plan to the brief")
    icon = "calendar-event"
    tone = "green"
    work = False
    heading = "name"
    when = "period"
    where = "place"
    category = "kind"
    columns = ("name", "period", "place", "kind", "leader")
    filters = ("kind",)
    adders = ("leader", "squad_leader", *STAFF)
    tells = True

    name = Text(N_("Name of the event"), required=True, limit=60, sample="冬季防火与防煤烟中毒宣传")
    kind = Choice(N_("Kind of service"), "service_kind", required=True)
    period = Period(N_("From – to"), required=True, ahead=True)
    place = Place(N_("Where"), required=True, sample="和盛镇集市东口")
    leader = Person(N_("In charge"))
    audience = Text(N_("For whom"), limit=100, sample="赶集群众、沿街商户", help=N_("Groups, never persons"))
    content = LongText(N_("What is done"), limit=1000, sample="讲解燃煤炉安装和报警器使用。")
    risk_note = LongText(N_("Risks that helpers are told of"), limit=500, sample="集市车多，摆摊不占道。")
    organisers = Lines(
        N_("Joint organisers"),
        {
            "name": Text(N_("Name"), required=True, limit=60, sample="和盛派出所"),
            "part": Text(N_("What they do"), limit=60, sample="现场讲解"),
        },
        most=20,
    )
    tasks = Lines(
        N_("To prepare"),
        {
            "what": Text(N_("Task"), required=True, limit=60, sample="借帐篷和桌椅"),
            "person": Person(N_("Who")),
            "until": Day(N_("Until"), ahead=True),
            "done": Choice(N_("Done"), "yes_no"),
        },
        most=100,
    )
    materials = Lines(
        N_("Materials"),
        {
            "name": Text(N_("Name"), required=True, limit=40, sample="防火折页"),
            "prepared": _Amount(N_("Prepared"), (100, 300), required=True, default=0),
            "given": _Amount(N_("Handed out"), (0, 100)),
        },
        most=100,
    )
    reach_target = Count(N_("People to reach"), low=1)
    reached = Tally(N_("People reached, by kind"), "audience_kind")
    reached_basis = Choice(N_("How counted"), "audience_basis", default="estimated")
    counts = Tally(N_("What else was counted"), "outreach_count")
    found = LongText(
        N_("What was found and handed on"), limit=500, sample="两户灭火器压力不足，已报消防工作站。"
    )
    photos = Photos(N_("Photos"), most=30)
    photo_consent = Text(
        N_("What was agreed about the photos"),
        limit=200,
        sample="已告知现场群众，不拍儿童正脸。",
        help=N_("Without it, no photo goes into the brief"),
    )
    brief_title = Text(N_("Title of the brief"), limit=60, sample="和盛集市讲防火 守住冬季平安")
    brief = LongText(N_("Brief"), limit=4000, sample="新宁镇组织志愿者在和盛镇集市开展防火宣传。")
    review_note = LongText(N_("What to add or correct"), limit=500, writers=LEADERS)
    cancel_note = Text(N_("Why it is called off"), limit=200, sample="大雪封路")

    workflow = Workflow(
        (
            State("planned", N_("Planned"), "blue", "pencil"),
            State("announced", N_("Announced"), "blue", "speakerphone"),
            State("held", N_("Brief to be handed in"), "yellow", "file-text"),
            State("handed_in", N_("Brief handed in"), "green", "check"),
            State("closed", N_("Closed"), "grey", "archive", final=True),
            State("cancelled", N_("Called off"), "red", "x", final=True),
        ),
        (
            Move("announce", N_("Announce"), ("planned",), "announced", adders),
            Move("hold", N_("It took place"), ("announced",), "held", adders),
            Move("hand_in", N_("Hand in the brief"), ("held",), "handed_in", adders, WRITTEN, WRITTEN),
            Move("close", N_("Close"), ("handed_in",), "closed", STAFF),
            Move("send_back", N_("Send back"), ("handed_in",), "held", STAFF, ("review_note",), ("review_note",),
                 backwards=True),
            Move("cancel", N_("Call off"), ("planned", "announced"), "cancelled", adders, ("cancel_note",),
                 ("cancel_note",), backwards=True),
            Move("reopen", N_("Reopen"), ("closed",), "handed_in", STAFF, backwards=True),
        ),
    )  # fmt: skip

    @classmethod
    def disagreements(cls, body: Mapping[str, Json], world: World) -> list[Problem]:
        """More handed out than there was, and a brief with somebody's number in it."""
        over = [each["name"] for each in body.get("materials") or [] if left(each) < 0]
        problems = [Problem("materials", tr(cls.materials.label), tr("{name}: more was handed out than was prepared",
                                                                    name=each)) for each in over]  # fmt: skip
        return problems + numbers_in(body)


def numbers_in(body: Mapping[str, Json]) -> list[Problem]:
    """Identities that stand in what is to be handed in, as far as anybody can tell without knowing names."""
    return [
        Problem(
            name,
            tr(Activity.field(name).label),
            tr("contains {what}: {words}", what=tr(each.what), words=each.words),
        )
        for name in WRITTEN
        for each in identities(body.get(name) or "")
        if each.certain
    ]
