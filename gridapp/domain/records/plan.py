"""排班计划: on which days a post is manned, and when. Only the rule; the shifts are entries of their own."""

from collections.abc import Mapping

from gridapp.domain.errors import Problem
from gridapp.domain.fields import Choice, ClockTime, Count, Day, Json, Lines, Reference, Text
from gridapp.domain.record import Record
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
        """A shift ends after it begins, on the same day; a term's last day is not before its first."""
        problems = []
        if (begins := body.get("begins")) and (ends := body.get("ends")) and ends <= begins:
            problems.append(Problem("ends", tr(cls.ends.label), tr("must be later than when it begins")))
        if (first := body.get("term_from")) and (last := body.get("term_to")) and last < first:
            problems.append(Problem("term_to", tr(cls.term_to.label), tr("lies before the first day")))
        return problems
