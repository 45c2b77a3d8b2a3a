"""活动秩序: order on exam days, at fairs and festivals. The crowd is counted and guided, never listed."""

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


class EventOrder(Record):
    type = "event_order"
    letters = "ZX"
    singular = N_("Order at an event")
    plural = N_("Order at events")
    hint = N_("Exam days, fairs, festivals")
    icon = "flag"
    tone = "blue"
    workflow = review()
    shelf = "duty"
    heading = "name"
    when = "period"
    where = "place"
    category = "kind"
    columns = ("name", "kind", "place", "period", "crowd_state")
    filters = ("kind",)

    name = Text(N_("What took place"), required=True, limit=60, sample="和盛集市")
    kind = Choice(N_("Kind"), "order_kind", required=True)
    place = Place(N_("Where"), required=True, sample="和盛镇集市东口")
    period = Period(N_("From – to"), required=True)
    posts = Lines(
        N_("Posts"),
        {
            "post": Text(N_("Post"), required=True, limit=60, sample="东入口"),
            "person": Person(N_("Who")),
            "note": Text(N_("Note"), limit=200, sample="通道畅通"),
        },
        required=True,
    )
    crowd_state = Choice(N_("Crowd"), "crowd_state")
    actions = Tally(N_("What was done"), "order_action")
    briefing = LongText(N_("What was said before it began"), limit=500, sample="看好出入口，有事先报民警。")
    police_n = Count(N_("Police"), high=500)
    organiser = Text(N_("Organiser"), limit=60, sample="和盛镇人民政府")
    activity = Reference(N_("Number of the event"), to="activity", fixed=True)
    incidents = Lines(
        N_("Incidents"),
        {
            "kind": Choice(N_("Kind"), "incident_kind", required=True),
            "text": Text(
                N_("What happened, without anybody's name"), limit=300, sample="一处摊位占道，已劝离"
            ),
            "handed_to": Text(N_("Handed to"), sample="派出所"),
            "at": DateTime(N_("Time")),
        },
    )
    handover_note = LongText(N_("Handover note"), sample="散场后通道已清，无遗留。")
    photos = Photos(N_("Photos"))
    review_note = LongText(N_("What to add or correct"), limit=500, writers=LEADERS)
