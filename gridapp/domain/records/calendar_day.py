"""工作日历: a day off by notice, or a weekend day that is worked instead. A year's notice comes in November."""

from gridapp.domain.fields import Choice, Day, Text
from gridapp.domain.record import Record
from gridapp.domain.workflow import STAFF, Move, State, Workflow
from gridapp.i18n import N_


class CalendarDay(Record):
    type = "calendar_day"
    letters = "RL"
    singular = N_("Day of the calendar")
    plural = N_("Calendar")
    hint = N_("Holidays, and weekends that are worked")
    icon = "calendar"
    work = False
    shelf = "matters"
    shared = True
    adders = STAFF
    sets = "day"
    heading = "occasion"
    when = "day"
    columns = ("occasion", "day", "kind", "source")
    filters = ("kind",)

    day = Day(N_("Day"), required=True, ahead=True)
    kind = Choice(N_("Kind of day"), "calendar_day_kind", required=True)
    occasion = Text(N_("Occasion"), required=True, limit=40, sample="元旦")
    source = Text(N_("Where that is written"), limit=300, sample="国务院办公厅关于2027年部分节假日安排的通知")

    workflow = Workflow(
        (
            State("in_force", N_("In force"), "green", "check"),
            State("withdrawn", N_("Withdrawn"), "grey", "archive", final=True),
        ),
        (
            Move("withdraw", N_("Withdraw"), ("in_force",), "withdrawn", STAFF),
            Move("put_in_force", N_("Put in force again"), ("withdrawn",), "in_force", STAFF, backwards=True),
        ),
    )
