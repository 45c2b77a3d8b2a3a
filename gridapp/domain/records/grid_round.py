"""巡格: a grid worker's round. What was seen and counted, and what was handed on; no house, no household by name."""

from gridapp.domain.fields import Count, LongText, Period, Photos, Place, Tally, Text
from gridapp.domain.record import Record
from gridapp.domain.workflow import LEADERS, review
from gridapp.i18n import N_


class GridRound(Record):
    type = "grid_round"
    letters = "XG"
    singular = N_("Round")
    plural = N_("Rounds")
    hint = N_("Through the grid: seen, told, handed on")
    icon = "route"
    tone = "green"
    workflow = review()
    shelf = "grid"
    daily_for = ("grid_worker",)
    heading = "place"
    when = "period"
    where = "place"
    columns = ("place", "period", "found", "visited_n")

    place = Place(N_("Where"), required=True, sample="第三网格")
    period = Period(N_("From – to"), required=True)
    found = Tally(N_("What was found"), "round_finding", required=True)
    visited_n = Count(N_("Households visited"), high=10_000)
    told = Text(N_("What people were told of"), limit=200, sample="冬季取暖防煤烟中毒")
    handed_on = LongText(N_("What was handed on"), limit=500, sample="路灯一盏不亮，已登记诉求。")
    wishes = LongText(
        N_("What people say and wish"), limit=500, sample="希望增加公交班次。", help=N_("Without names")
    )
    photos = Photos(N_("Photos"))
    review_note = LongText(N_("What to add or correct"), limit=500, writers=LEADERS)
