"""吹哨报到: a unit is called to help with a matter, reports in, says what it did. One entry for each unit called."""

from gridapp.domain.fields import Choice, DateTime, LongText, Photos, Place, Reference, Text, UnitRef
from gridapp.domain.record import Record
from gridapp.domain.records.case import UNITS
from gridapp.domain.workflow import LEADERS, Move, State, Workflow
from gridapp.i18n import N_


class Assistance(Record):
    type = "assistance"
    letters = "BD"
    singular = N_("Call for a unit")
    plural = N_("Calls for units")
    hint = N_("Whistle, and who reports in")
    icon = "speakerphone"
    tone = "orange"
    work = False
    under = "case"
    adders = LEADERS
    tells = True
    concerned = ("to",)
    heading = "what"
    when = "called_at"
    where = "place"
    due = "due_at"
    columns = ("what", "to", "kind", "place", "called_at", "due_at")
    filters = ("kind", "case")

    kind = Choice(N_("Kind"), "assistance_kind", required=True, default="whistle")
    to = UnitRef(N_("Unit called"), required=True, fixed=True)
    what = Text(N_("What for"), required=True, limit=120, sample="到场断电并排查线路")
    case = Reference(N_("Number of the matter"), to="case", fixed=True)
    place = Place(N_("Where"), sample="和盛镇集市东口")
    called_at = DateTime(N_("Called at"), default=lambda world: world.now().isoformat(timespec="seconds"))
    due_at = DateTime(N_("To report in by"), ahead=True)
    decline_reason = Choice(N_("Why not"), "return_reason", writers=UNITS)
    decline_note = Text(N_("More about that"), limit=300, sample="该线路由供电所维护", writers=UNITS)
    report = LongText(N_("What was done"), limit=2000, sample="已到场断电，线路更换完成。", writers=UNITS)
    evidence = Photos(N_("Photos of what was done"))
    escalate_note = Text(N_("Whom it was taken to"), limit=200, sample="已报县综治中心协调")

    workflow = Workflow(
        (
            State("called", N_("Called"), "yellow", "speakerphone", holder="to"),
            State("called_again", N_("Called again"), "orange", "speakerphone", holder="to"),
            State("escalated", N_("Taken to the level above"), "red", "flag"),
            State("declined", N_("Declined"), "red", "arrow-back-up"),
            State("present", N_("Reported in"), "blue", "user-check", holder="to", met=True),
            State("done", N_("Done"), "green", "check", final=True),
            State("recalled", N_("No longer needed"), "grey", "x", final=True),
        ),
        (
            Move("report_in", N_("Report in"), ("called", "called_again", "escalated"), "present", UNITS,
                 concerned=True),
            Move("decline", N_("Decline"), ("called", "called_again"), "declined", UNITS,
                 ("decline_reason", "decline_note"), ("decline_reason",), backwards=True, concerned=True),
            Move("finish", N_("Report the result"), ("present",), "done", UNITS, ("report", "evidence"), ("report",),
                 concerned=True),
            Move("call_again", N_("Call again"), ("called", "declined"), "called_again", LEADERS, ("due_at",)),
            Move("escalate", N_("Take to the level above"), ("called_again", "declined"), "escalated", LEADERS,
                 ("escalate_note",), ("escalate_note",)),
            Move("recall", N_("No longer needed"), ("called", "called_again", "escalated", "declined", "present"),
                 "recalled", LEADERS, backwards=True),
        ),
    )  # fmt: skip
