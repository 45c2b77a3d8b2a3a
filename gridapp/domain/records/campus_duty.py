"""护学岗: order at the school gate before and after school. No pupil is ever recorded."""

from gridapp.domain.fields import (
    Choice,
    Count,
    DateTime,
    Lines,
    LongText,
    Period,
    Person,
    Photos,
    Place,
    Reference,
    Tally,
    Text,
)
from gridapp.domain.record import Record
from gridapp.domain.workflow import LEADERS, review
from gridapp.i18n import N_


class CampusDuty(Record):
    type = "campus_duty"
    letters = "HX"
    singular = N_("School gate")
    plural = N_("School gate duty")
    hint = N_("Before and after school")
    icon = "school"
    tone = "yellow"
    workflow = review()
    shelf = "duty"
    daily_for = ("volunteer", "squad_leader", "leader")
    heading = "school"
    when = "period"
    where = "school"
    category = "session"
    columns = ("school", "session", "period", "traffic_state", "members")
    filters = ("session", "traffic_state")

    school = Place(N_("School and gate"), required=True, sample="九龙小学东门")
    session = Choice(N_("Session"), "campus_session", required=True)
    period = Period(N_("From – to"), required=True, help=N_("Best from 20 minutes before school"))
    members = Lines(
        N_("Who was on duty"),
        {"person": Person(N_("Name"), required=True), "period": Period(N_("From – to"))},
        required=True,
    )
    traffic_state = Choice(N_("Traffic"), "traffic_state")
    actions = Tally(N_("What was done"), "campus_action")
    police_n = Count(N_("Police"), high=200)
    guards_n = Count(N_("School guards"), high=200)
    teachers_n = Count(N_("Teachers"), high=500)
    parents_n = Count(N_("Parents"), high=500)
    incidents = Lines(
        N_("Incidents"),
        {
            "kind": Choice(N_("Kind"), "incident_kind", required=True),
            "text": Text(
                N_("What happened, without any pupil's name or class"), limit=300, sample="电动车逆行，已劝返"
            ),
            "handed_to": Text(N_("Handed to"), sample="派出所"),
            "at": DateTime(N_("Time")),
        },
    )
    equipment_ok = Choice(N_("Vests and gear returned"), "yes_no")
    hazards = Lines(
        N_("Hazards found"), {"hazard": Reference(N_("Number of the hazard"), to="hazard", required=True)}
    )
    photos = Photos(N_("Photos"))
    note = LongText(N_("Note"), sample="放学高峰十五分钟，秩序良好。")
    review_note = LongText(N_("What to add or correct"), limit=500, writers=LEADERS)
