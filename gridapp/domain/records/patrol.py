"""巡逻: a walk or drive along a route, point by point. No track is needed, ever."""

from gridapp.domain.fields import Choice, DateTime, Lines, LongText, Number, Period, Person, Photos, Place, Text
from gridapp.domain.privacy import Privacy
from gridapp.domain.record import Record
from gridapp.domain.workflow import review
from gridapp.i18n import N_


class Patrol(Record):
    type = "patrol"
    letters = "XL"
    singular = N_("Patrol")
    plural = N_("Patrols")
    hint = N_("Where you went, what you saw")
    icon = "walk"
    tone = "blue"
    workflow = review()
    heading = "route"
    when = "period"
    columns = ("route", "period", "mode", "members")
    filters = ("mode",)

    route = Text(N_("Route"), required=True, sample="东城片区", help=N_("The street or area you were responsible for"))
    period = Period(N_("From – to"), required=True)
    mode = Choice(N_("How"), "patrol_mode", required=True)
    members = Lines(N_("Who was on it"), {"person": Person(N_("Name"), required=True)}, required=True)
    checkpoints = Lines(
        N_("Points"),
        {
            "point": Text(N_("Point"), required=True, sample="东门路口"),
            "at": DateTime(N_("Time")),
            "state": Choice(N_("State"), "checkpoint_state", default="normal"),
            "note": Text(N_("Note"), sample="一切正常"),
            "spot": Place(N_("Place")),
        },
        required=True,
    )
    handover_note = LongText(N_("Handover note"), sample="夜间照明正常，北门卷帘门未锁已告知。")
    distance_km = Number(N_("Distance"), high=500, unit="km")
    photos = Photos(N_("Photos"))
    track = Lines(
        N_("Track (coarse, kept 30 days)"),
        {"spot": Place(N_("Place"), required=True), "at": DateTime(N_("Time"))},
        privacy=Privacy.SENSITIVE,
        help=N_("Only when the person asked for it; rounded to 100 m"),
    )
    review_note = LongText(N_("What to add or correct"), limit=500)
