"""交通劝导: what was said to how many, at which post. No plate, no name, no face."""

from gridapp.domain.fields import Count, Lines, LongText, Period, Person, Place, Tally
from gridapp.domain.record import Record
from gridapp.domain.workflow import LEADERS, review
from gridapp.i18n import N_


class TrafficPersuasion(Record):
    type = "traffic_persuasion"
    letters = "QD"
    singular = N_("Traffic persuasion")
    plural = N_("Traffic persuasion")
    hint = N_("Helmets, parking, crossing")
    icon = "car"
    tone = "orange"
    workflow = review()
    shelf = "duty"
    daily_for = ("volunteer", "squad_leader")
    heading = "post"
    when = "period"
    where = "post"
    columns = ("post", "period", "counts", "leaflets_n")

    post = Place(N_("Post"), required=True, sample="南街路口")
    period = Period(N_("From – to"), required=True)
    counts = Tally(N_("How many, by kind"), "persuasion_kind", required=True)
    members = Lines(N_("Who was on duty"), {"person": Person(N_("Name"), required=True)})
    leaflets_n = Count(N_("Leaflets"))
    handed_to_police = Count(
        N_("Handed to the police"), help=N_("Volunteers stop nobody: they ask the police to come")
    )
    note = LongText(N_("Note"), sample="早高峰未戴头盔的比上周少。")
    review_note = LongText(N_("What to add or correct"), limit=500, writers=LEADERS)
