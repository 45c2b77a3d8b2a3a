"""卡点值守: at a checkpoint beside whoever is competent. Volunteers tell and help; they check nobody."""

from gridapp.domain.fields import (
    Choice,
    DateTime,
    Lines,
    LongText,
    Period,
    Person,
    Photos,
    Place,
    Tally,
    Text,
)
from gridapp.domain.record import Record
from gridapp.domain.workflow import LEADERS, review
from gridapp.i18n import N_


class CheckpointDuty(Record):
    type = "checkpoint_duty"
    letters = "KD"
    singular = N_("Checkpoint")
    plural = N_("Checkpoint duty")
    hint = N_("Fire season, floods, bad weather")
    icon = "shield-check"
    tone = "yellow"
    workflow = review()
    shelf = "duty"
    heading = "place"
    when = "period"
    where = "place"
    category = "reason"
    columns = ("place", "reason", "period", "led_by", "members")
    filters = ("reason",)

    place = Place(N_("Where"), required=True, sample="九龙山林区路口")
    reason = Choice(N_("What for"), "checkpoint_reason", required=True)
    period = Period(N_("From – to"), required=True)
    led_by = Text(
        N_("Who leads"), required=True, limit=60, sample="新宁派出所",
        help=N_("Volunteers stand beside the competent body and check nobody themselves"),
    )  # fmt: skip
    members = Lines(N_("Who was on duty"), {"person": Person(N_("Name"), required=True)}, required=True)
    actions = Tally(N_("What was done"), "checkpoint_action")
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
    kit = Text(N_("Kit"), limit=200, sample="反光衣、喊话器")
    handover_note = LongText(N_("Handover note"), sample="火种箱已移交下一班。")
    photos = Photos(N_("Photos"))
    review_note = LongText(N_("What to add or correct"), limit=500, writers=LEADERS)
