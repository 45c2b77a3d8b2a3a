"""班次: so many people are needed at a post, from when to when."""

from gridapp.domain.fields import Choice, Count, Lines, LongText, Period, Place, Reference, Text
from gridapp.domain.record import Record
from gridapp.domain.workflow import STAFF, Move, State, Workflow
from gridapp.i18n import N_


class Shift(Record):
    type = "shift"
    letters = "BC"
    singular = N_("Shift")
    plural = N_("Roster")
    hint = N_("Who is needed when")
    icon = "calendar"
    tone = "blue"
    work = False
    heading = "name"
    when = "period"
    where = "place"
    columns = ("name", "period", "needed", "kind", "place")
    filters = ("kind", "post", "plan", "activity")
    adders = ("leader", "squad_leader", *STAFF)

    name = Text(N_("Name of the post"), required=True, limit=60, sample="九龙小学·早")
    post = Reference(N_("Number of the post"), to="post", fixed=True)
    plan = Reference(N_("Number of the plan"), to="plan", fixed=True)
    activity = Reference(N_("Number of the event"), to="activity", fixed=True)
    kind = Choice(N_("Kind of service"), "service_kind")
    place = Place(N_("Where"), sample="九龙小学东门")
    period = Period(N_("From – to"), required=True, ahead=True, longest_days=1)
    needed = Count(N_("People needed"), required=True, low=1, high=200, default=2)
    skills = Lines(N_("Skills needed"), {"skill": Choice(N_("Skill"), "skill", required=True)})
    note = LongText(N_("Note"), limit=500, sample="带反光衣，提前十五分钟到。")
    cancel_note = Text(N_("Why it is called off"), limit=200, sample="学校放假")

    workflow = Workflow(
        (
            State("draft", N_("Draft"), "grey", "pencil"),
            State("published", N_("Published"), "blue", "check"),
            State("cancelled", N_("Called off"), "red", "x", final=True),
        ),
        (
            Move("publish", N_("Publish"), ("draft",), "published", adders),
            Move("cancel", N_("Call off"), ("draft", "published"), "cancelled", adders, ("cancel_note",)),
            Move("plan_again", N_("Plan again"), ("cancelled",), "draft", adders),
        ),
    )
