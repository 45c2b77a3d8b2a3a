"""学校: the school itself and its gate times. Pupils are a number, never more."""

from gridapp.domain.fields import Choice, ClockTime, Count, Lines, LongText, Place, Reference, Text
from gridapp.domain.privacy import Privacy
from gridapp.domain.record import Record
from gridapp.domain.workflow import STAFF, Move, State, Workflow
from gridapp.i18n import N_


class School(Record):
    type = "school"
    letters = "XX"
    singular = N_("School")
    plural = N_("Schools")
    hint = N_("Gate times, guards, alarm")
    icon = "school"
    tone = "yellow"
    work = False
    shelf = "safety"
    heading = "name"
    where = "address"
    columns = ("name", "kind", "address", "gate_times")
    filters = ("kind",)
    adders = ("leader", "squad_leader", "grid_worker", *STAFF)

    name = Text(N_("Name"), required=True, limit=60, sample="九龙小学")
    kind = Choice(N_("Kind of school"), "school_kind", required=True)
    address = Place(N_("Where"), required=True, sample="九龙小学东门")
    authority = Text(N_("Education authority"), limit=60, sample="县教育局")
    students_n = Count(N_("How many attend"), high=20_000)
    security_head = Text(N_("Head of security"), limit=40, privacy=Privacy.PERSONAL, sample="王德顺")
    security_phone = Text(N_("Phone of security"), limit=20, privacy=Privacy.PERSONAL, sample="0934-0000000")
    guards_n = Count(N_("School guards"), high=200)
    full_time_guards = Choice(N_("Guards are full-time"), "yes_no")
    one_key_alarm = Choice(N_("Alarm button"), "yes_no")
    closed_management = Choice(N_("Gates closed during lessons"), "yes_no")
    gate_times = Lines(
        N_("Gate times"),
        {
            "session": Choice(N_("Session"), "campus_session", required=True),
            "begins": ClockTime(N_("From"), required=True),
            "ends": ClockTime(N_("To"), sample="08:10"),
        },
    )
    premises = Reference(N_("Number of the premises"), to="place")
    note = LongText(N_("Note"), limit=500, sample="东门上下学，西门只走车。")

    workflow = Workflow(
        (
            State("open", N_("In use"), "green", "check"),
            State("closed", N_("Given up"), "grey", "archive", final=True),
        ),
        (
            Move("close", N_("Give up"), ("open",), "closed", adders),
            Move("reopen", N_("Use again"), ("closed",), "open", adders),
        ),
    )
