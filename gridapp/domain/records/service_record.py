"""志愿服务记录: the hours that one person really served at one duty. No place fix, no picture, no mark."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import datetime

from gridapp.domain.errors import Problem
from gridapp.domain.exclusive import Exclusive
from gridapp.domain.fields import (
    Choice,
    Count,
    Day,
    Derived,
    LongText,
    Period,
    Person,
    Place,
    Reference,
    Text,
)
from gridapp.domain.fields.base import Json
from gridapp.domain.record import Record
from gridapp.domain.workflow import LEADERS, STAFF, SUBJECT, Move, State, Workflow
from gridapp.domain.world import World
from gridapp.i18n import N_, tr

LONGEST = 24.0  # hours: two duties are two records
LONG = 12.0  # hours beyond which the note has to say why


class _Break(Count):
    """Minutes of rest; an example's is shorter than every example's period."""

    def example(self, world: World, dice: random.Random) -> Json:
        return dice.randint(0, 15)


class ServiceRecord(Record):
    type = "service_record"
    letters = "SC"
    singular = N_("Service hours")
    plural = N_("Service hours")
    hint = N_("What somebody served, and who confirmed it")
    icon = "clock-heart"
    tone = "blue"
    work = False
    heading = "activity"
    when = "period"
    category = "kind"
    columns = ("person", "activity", "kind", "period", "hours")
    filters = ("kind", "person")
    subject = "person"
    speaks_for = "person"
    tells = True
    stepwise = True
    exclusive = Exclusive(period="period", states=("confirmed", "agreed"))

    person = Person(N_("Who served"), required=True, fixed=True)
    activity = Text(N_("Activity"), required=True, limit=60, fixed=True, sample="九龙小学护学")
    kind = Choice(N_("Kind"), "service_kind", required=True, fixed=True)
    period = Period(N_("From – to"), required=True, fixed=True, help=N_("Without the way there and back"))
    break_minutes = _Break(N_("Minutes of rest"), high=720, fixed=True, unit="min")
    hours = Derived(
        N_("Hours"), high=LONGEST, fixed=True, unit="h", help=N_("From the times, unless less was served")
    )
    basis = Choice(N_("Known from"), "hours_basis", required=True, default="own_word")
    post = Text(N_("Post"), limit=60, sample="东门")
    place = Place(N_("Where"))
    note = LongText(N_("Note"), limit=500, sample="雨天，晚收岗半小时。")
    signup = Reference(N_("Number of the sign-up"), to="signup", fixed=True)
    correction_of = Reference(N_("Corrects"), fixed=True)
    objection_text = LongText(
        N_("What is not right"), limit=500, sample="那天到九点才收岗。", writers=(SUBJECT,)
    )
    answer = LongText(N_("Answer"), limit=500, sample="已看签到表，是九点。", writers=LEADERS)
    national_entry = Choice(N_("In the national system"), "national_entry", writers=STAFF)
    national_entry_on = Day(N_("Entered there on"), writers=STAFF)

    workflow = Workflow(
        (
            State("recorded", N_("Waiting to be confirmed"), "yellow", "clock"),
            State("confirmed", N_("Confirmed"), "green", "check", final=True),
            State("agreed", N_("Confirmed and agreed"), "green", "check", final=True),
            State("objected", N_("Objected"), "red", "message-2"),
            State("corrected", N_("Corrected by another"), "grey", "arrow-back-up", final=True),
            State("declined", N_("Not counted"), "grey", "x", final=True),
        ),
        (
            Move("confirm", N_("Confirm"), ("recorded",), "confirmed", LEADERS, ("basis",), others=True),
            Move("decline", N_("Do not count"), ("recorded",), "declined", LEADERS, ("answer",), ("answer",)),
            Move("agree", N_("This is right"), ("confirmed",), "agreed", (SUBJECT,)),
            Move("object", N_("This is not right"), ("confirmed",), "objected", (SUBJECT,),
                 ("objection_text",), ("objection_text",), backwards=True),
            Move("correct", N_("Put right by a new record"), ("objected",), "corrected", LEADERS, ("answer",),
                 others=True),
            Move("uphold", N_("It stays as it is"), ("objected",), "confirmed", LEADERS, ("answer",), ("answer",),
                 others=True),
            Move("reopen", N_("Reopen"), ("confirmed", "declined"), "recorded", STAFF, backwards=True, others=True),
        ),
    )  # fmt: skip

    @classmethod
    def derive(cls, body: dict[str, Json], world: World) -> dict[str, Json]:
        """Give the hours that period and break make, unless they were given."""
        if body.get("hours") is None and body.get("period"):
            return {**body, "hours": most_hours(body)}
        return body

    @classmethod
    def disagreements(cls, body: Mapping[str, Json], world: World) -> list[Problem]:
        """Hours that the times do not allow, a duty of more than a day, a long one without a word why."""
        if not body.get("period"):
            return []
        length, most, hours = _length(body), most_hours(body), body.get("hours") or 0
        if length > LONGEST:
            return [_problem(cls, "period", tr("lasts longer than {hours:g} hours: two duties are two records",
                                               hours=LONGEST))]  # fmt: skip
        if most <= 0:
            return [_problem(cls, "break_minutes", tr("leaves nothing of the duty"))]
        if hours > most:
            return [_problem(cls, "hours", tr("are more than the times allow ({hours:g})", hours=most))]
        if hours <= 0:
            return [_problem(cls, "hours", tr("are none: then there is nothing to record"))]
        if hours > LONG and not body.get("note"):
            return [
                _problem(cls, "note", tr("is needed for more than {hours:g} hours: why so long?", hours=LONG))
            ]
        return []


def most_hours(body: Mapping[str, Json]) -> float:
    """What period and break allow, in hours to two digits; 0 or less when the break is as long as the duty."""
    return round(_length(body) - (body.get("break_minutes") or 0) / 60, 2)


def _length(body: Mapping[str, Json]) -> float:
    start, end = (datetime.fromisoformat(body["period"][key]) for key in ("from", "to"))
    return (end - start).total_seconds() / 3600


def _problem(record: type[Record], field: str, words: str) -> Problem:
    return Problem(field, tr(record.field(field).label), words)
