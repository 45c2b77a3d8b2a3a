"""报名: one person's place at one shift. The server gives it, in order of arrival; nobody edits another's row."""

from gridapp.domain.appointment import Appointment
from gridapp.domain.duty import Duty
from gridapp.domain.fields import Choice, DateTime, LongText, Period, Person, Reference, Text
from gridapp.domain.placing import Placing
from gridapp.domain.record import Record
from gridapp.domain.reminder import Reminder
from gridapp.domain.workflow import AUTHOR, LEADERS, SERVER, SUBJECT, Move, State, Workflow
from gridapp.i18n import N_


class Signup(Record):
    type = "signup"
    letters = "BM"
    singular = N_("Sign-up")
    plural = N_("Sign-ups")
    hint = N_("Who stands where")
    icon = "user-plus"
    tone = "blue"
    work = False
    under = "shift"
    heading = "person"
    when = "period"
    columns = ("person", "name", "period", "attendance")
    filters = ("shift",)
    subject = "person"
    speaks_for = "person"
    tells = True

    shift = Reference(N_("Number of the shift"), to="shift", required=True, fixed=True)
    person = Person(N_("Who"), required=True, fixed=True)
    name = Text(N_("Name of the post"), limit=60, sample="九龙小学·早")
    period = Period(N_("From – to"), ahead=True)
    takes_over = Reference(N_("In place of"), to="signup", fixed=True, writers=LEADERS)
    came_at = DateTime(N_("Came at"))
    left_at = DateTime(N_("Left at"))
    attendance = Choice(N_("Attendance"), "attendance", writers=(SUBJECT, *LEADERS))
    reason = Text(N_("Why"), limit=200, sample="家里有事，去不了")
    end_note = LongText(N_("What was to be noted"), limit=500, sample="东门护栏松动，已报学校。")
    kit_out = Text(N_("Kit handed out"), limit=200, sample="反光衣、停车牌")
    kit_back = Choice(N_("Kit given back"), "yes_no")

    placing = Placing(
        at="shift",
        places="needed",
        period="period",
        copies=("name", "period"),
        takes_over="takes_over",
        closed=("cancelled",),
        asked="offered",
        placed="placed",
        waiting="waiting",
        clashing="clashing",
        replaced="replaced",
        called_off="called_off",
        present=("on_duty", "served"),
    )
    reminds = Reminder("period", (24 * 60, 60), ("placed",), says="name")
    appointment = Appointment(
        title="name",
        open=("offered", "waiting", "clashing"),
        cancelled=("withdrawn", "stood_down", "replaced", "called_off", "absent"),
    )
    duty = Duty(
        come="come",
        leave="leave",
        back_fill="back_fill",
        miss="miss",
        came_at="came_at",
        left_at="left_at",
        attendance="attendance",
        reason="reason",
        note="end_note",
        kit_out="kit_out",
        kit_back="kit_back",
        on_time="on_time",
        late="late",
        left_early="left_early",
        extra="extra",
    )

    workflow = Workflow(
        (
            State("offered", N_("Offered"), "yellow", "clock"),
            State("placed", N_("Has a place"), "green", "check"),
            State("waiting", N_("Waiting list"), "yellow", "clock"),
            State("clashing", N_("Overlaps another shift"), "red", "alert-triangle"),
            State("on_duty", N_("On duty"), "blue", "progress"),
            State("served", N_("Served"), "green", "check"),
            State("absent", N_("Did not come"), "red", "x"),
            State("withdrawn", N_("Cannot go"), "grey", "arrow-back-up", final=True),
            State("stood_down", N_("Taken off"), "grey", "x", final=True),
            State("replaced", N_("Handed over"), "grey", "arrow-back-up", final=True),
            State("called_off", N_("Called off"), "grey", "x", final=True),
        ),
        (
            Move("place", N_("Give a place"), ("offered", "waiting", "clashing"), "placed", (SERVER,)),
            Move("wait", N_("Put on the waiting list"), ("offered", "placed", "clashing"), "waiting", (SERVER,)),
            Move("clash", N_("Mark as overlapping"), ("offered", "placed", "waiting"), "clashing", (SERVER,)),
            Move("replace", N_("Hand over"), ("placed",), "replaced", (SERVER,)),
            Move("call_off", N_("Call off"), ("offered", "placed", "waiting", "clashing"), "called_off", (SERVER,)),
            Move("withdraw", N_("I can’t go"), ("offered", "placed", "waiting", "clashing"), "withdrawn",
                 (AUTHOR, SUBJECT), ("reason",)),
            Move("stand_down", N_("Take off"), ("offered", "placed", "waiting", "clashing"), "stood_down", LEADERS,
                 ("reason",)),
            Move("come", N_("I’m here"), ("offered", "placed"), "on_duty", (SUBJECT, *LEADERS),
                 ("came_at", "attendance", "kit_out"), ("came_at",)),
            Move("leave", N_("Go off duty"), ("on_duty",), "served", (SUBJECT, *LEADERS),
                 ("left_at", "attendance", "kit_back", "end_note"), ("left_at",)),
            Move("back_fill", N_("Fill in afterwards"), ("offered", "placed", "absent"), "served", LEADERS,
                 ("came_at", "left_at", "attendance", "reason"), ("came_at", "left_at", "reason")),
            Move("miss", N_("Did not come"), ("placed",), "absent", LEADERS, ("reason",)),
        ),
    )  # fmt: skip
