"""换班: somebody asks a colleague to stand in for them. The colleague agrees, a leader approves, and the server gives
the place over."""

from gridapp.domain.fields import LongText, Period, Person, Reference, Text
from gridapp.domain.record import Record
from gridapp.domain.workflow import AUTHOR, LEADERS, SUBJECT, Move, State, Workflow
from gridapp.i18n import N_


class Swap(Record):
    type = "swap"
    letters = "HB"
    singular = N_("Hand-over of a shift")
    plural = N_("Hand-overs of shifts")
    hint = N_("Who stands in for whom")
    icon = "refresh"
    tone = "yellow"
    work = False
    under = "shift"
    heading = "name"
    when = "period"
    columns = ("name", "period", "giver", "taker")
    filters = ("signup",)
    subject = "taker"
    speaks_for = "giver"

    signup = Reference(N_("Number of the sign-up"), to="signup", required=True, fixed=True)
    giver = Person(N_("Who cannot go"), required=True, fixed=True)
    taker = Person(N_("Who stands in"), required=True, fixed=True)
    name = Text(N_("Name of the post"), limit=60, required=True, sample="九龙小学·早")
    period = Period(N_("From – to"), ahead=True)
    reason = LongText(N_("Why"), limit=300, sample="孩子发烧，请你替一班。")
    answer = LongText(N_("Answer"), limit=300, sample="可以。")

    workflow = Workflow(
        (
            State("asked", N_("Waits for an answer"), "yellow", "clock"),
            State("agreed", N_("Agreed"), "blue", "check"),
            State("approved", N_("Approved"), "green", "check", final=True),
            State("refused", N_("Refused"), "red", "x", final=True),
            State("taken_back", N_("Taken back"), "grey", "arrow-back-up", final=True),
        ),
        (
            Move("agree", N_("I’ll stand in"), ("asked",), "agreed", (SUBJECT,), ("answer",)),
            Move("decline", N_("I can’t either"), ("asked",), "refused", (SUBJECT,), ("answer",)),
            Move("approve", N_("Approve"), ("agreed",), "approved", LEADERS, ("answer",)),
            Move("refuse", N_("Refuse"), ("asked", "agreed"), "refused", LEADERS, ("answer",), ("answer",)),
            Move("take_back", N_("Take back"), ("asked", "agreed"), "taken_back", (AUTHOR,)),
        ),
    )
