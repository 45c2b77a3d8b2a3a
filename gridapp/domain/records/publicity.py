"""宣传活动: theme, place, how many were reached. The audience is counted, never listed."""

from gridapp.domain.fields import Choice, Count, Lines, LongText, Period, Person, Photos, Place, Text
from gridapp.domain.record import Record
from gridapp.domain.workflow import LEADERS, review
from gridapp.i18n import N_


class Publicity(Record):
    type = "publicity"
    letters = "XC"
    singular = N_("Outreach")
    plural = N_("Outreach events")
    hint = N_("Leaflets, talks, safety")
    icon = "speakerphone"
    tone = "green"
    workflow = review()
    shelf = "duty"
    daily_for = ("volunteer", "squad_leader", "leader", "coordinator")
    heading = "place"
    when = "period"
    where = "place"
    category = "theme"
    columns = ("theme", "place", "period", "form", "audience_n")
    filters = ("theme", "form")

    theme = Choice(N_("Theme"), "publicity_theme", required=True)
    venue_kind = Choice(N_("Held in"), "publicity_venue", required=True)
    form = Choice(N_("Form"), "publicity_form", required=True)
    place = Place(N_("Where"), required=True, sample="九龙广场")
    period = Period(N_("From – to"), required=True)
    audience_n = Count(N_("People reached"), required=True)
    audience_basis = Choice(N_("How counted"), "audience_basis", default="estimated")
    leaflets_n = Count(N_("Leaflets"))
    banners_n = Count(N_("Banners"), high=1000)
    boards_n = Count(N_("Display boards"), high=1000)
    lectures_n = Count(N_("Talks"), high=1000)
    drills_n = Count(N_("Drills"), high=1000)
    households_n = Count(N_("Households visited"))
    questions_n = Count(N_("Questions answered"))
    app_installs_n = Count(N_("Helped to install the anti-fraud app"))
    dissuaded_n = Count(N_("Kept from being cheated"))
    clues_to_police_n = Count(N_("Clues passed to the police"))
    members = Lines(N_("Who took part"), {"person": Person(N_("Name"), required=True)})
    co_organisers = Text(N_("Joint organisers"), sample="新宁派出所、九龙社区")
    photos = Photos(N_("Photos"))
    note = LongText(N_("Note"), sample="群众对刷单诈骗问得最多。")
    review_note = LongText(N_("What to add or correct"), limit=500, writers=LEADERS)
