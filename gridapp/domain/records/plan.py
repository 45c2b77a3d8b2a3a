"""排班计划: on which days a post is manned, and when. Only the rule; the shifts are entries of their own."""

from collections.abc import Mapping
from datetime import date

from gridapp.domain.calendar import WorkingCalendar
from gridapp.domain.errors import Problem
from gridapp.domain.fields import Choice, ClockTime, Count, Day, Json, Lines, Reference, Text
from gridapp.domain.record import Record
from gridapp.domain.recurrence import Rule, term_problem
from gridapp.domain.workflow import STAFF, Move, State, Workflow
from gridapp.domain.world import World
from gridapp.i18n import N_, tr


class Plan(Record):
    type = "plan"
    letters = "PL"
    singular = N_("Duty plan")
    plural = N_("Duty plans")
    hint = N_("Every school day, every Friday")
    icon = "calendar"
    tone = "blue"
    work = False
    under = "shift"
    heading = "name"
    when = "term_from"
    columns = ("name", "begins", "ends", "term_from", "term_to", "needed")
    adders = ("leader", "squad_leader", *STAFF)

    name = Text(N_("Name"), limit=60, sample="九龙小学·早")
    post = Reference(N_("Post"), to="post", required=True, fixed=True)
    weekdays = Lines(
        N_("On which days of the week"), {"day": Choice(N_("Day"), "weekday", required=True)}, required=True
    )
    days = Choice(N_("Which of these days count"), "plan_days", default="school")
    begins = ClockTime(N_("From"), required=True)
    ends = ClockTime(N_("To"), required=True, sample="08:10")
    term_from = Day(N_("First day"), required=True, ahead=True, away=(1, 30))
    term_to = Day(N_("Last day"), required=True, ahead=True, away=(31, 150))
    needed = Count(N_("People needed"), low=1, high=200)
    exceptions = Lines(
        N_("Days without"),
        {"day": Day(N_("Day"), required=True, ahead=True), "note": Text(N_("Why"), limit=60, sample="考试")},
    )

    workflow = Workflow(
        (
            State("active", N_("In use"), "green", "check"),
            State("ended", N_("Ended"), "grey", "archive", final=True),
        ),
        (
            Move("end", N_("End"), ("active",), "ended", adders),
            Move("resume", N_("Use again"), ("ended",), "active", adders),
        ),
    )

    @classmethod
    def disagreements(cls, body: Mapping[str, Json], world: World) -> list[Problem]:
        """A shift ends after it begins, on the same day; a term ends after it begins, within a year."""
        problems = []
        if (begins := body.get("begins")) and (ends := body.get("ends")) and ends <= begins:
            problems.append(Problem("ends", tr(cls.ends.label), tr("must be later than when it begins")))
        first, last = body.get("term_from"), body.get("term_to")
        if first and last and (wrong := term_problem(date.fromisoformat(first), date.fromisoformat(last))):
            problems.append(wrong)
        return problems


def rule_of(body: Mapping[str, Json], calendar: WorkingCalendar) -> Rule:
    """When a plan with this body calls for people."""
    return Rule(
        weekdays={each["day"]["code"] for each in body["weekdays"]},
        first=date.fromisoformat(body["term_from"]),
        last=date.fromisoformat(body["term_to"]),
        school=body["days"]["code"] == "school",
        without={date.fromisoformat(each["day"]) for each in body.get("exceptions", [])},
        calendar=calendar,
    )


def overlap_problem(
    body: Mapping[str, Json], name: str, other: Mapping[str, Json], calendar: WorkingCalendar
) -> Problem | None:
    """That two plans of one post call for people at the same time, beside the field; `name` is the other's."""
    if body["begins"] >= other["ends"] or other["begins"] >= body["ends"]:
        return None
    both = sorted(set(rule_of(body, calendar).days()) & set(rule_of(other, calendar).days()))
    if not both:
        return None
    words = tr("overlaps the plan {name} of the same post, first on {day}", name=name, day=both[0])
    return Problem("begins", tr(Plan.begins.label), words)
