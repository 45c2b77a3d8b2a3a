"""通知: what a unit tells its people. Nobody is noted as having read it."""

from gridapp.domain.announcement import Announcement
from gridapp.domain.fields import Choice, Day, LongText, Text, UnitRef
from gridapp.domain.record import Record
from gridapp.domain.workflow import LEADERS, Move, State, Workflow
from gridapp.i18n import N_


class UnitNotice(Record):
    type = "notice"
    letters = "TZ"
    singular = N_("Notice")
    plural = N_("Notices")
    hint = N_("What everybody of a unit should know")
    icon = "bell"
    tone = "yellow"
    work = False
    shelf = "grid"
    heading = "title_line"
    when = "on"
    category = "kind"
    columns = ("title_line", "kind", "on", "until")
    filters = ("kind",)
    adders = LEADERS
    concerned = ("to",)
    announces = Announcement("published", "on", "until")

    kind = Choice(N_("Kind"), "notice_kind", required=True)
    title_line = Text(N_("In one line"), required=True, limit=80, sample="周五大雪，校门口护学提前二十分钟")
    on = Day(N_("From"), required=True, ahead=True, default=lambda world: world.now().date().isoformat())
    until = Day(N_("Until"), ahead=True)
    text = LongText(N_("What it says"), limit=4000, sample="请各组提前到岗，穿反光衣。")
    to = UnitRef(N_("Also for"), help=N_("A unit besides the one it belongs to"))

    workflow = Workflow(
        (
            State("draft", N_("Draft"), "grey", "pencil"),
            State("published", N_("Published"), "blue", "bell"),
            State("over", N_("Over"), "grey", "archive", final=True),
        ),
        (
            Move("publish", N_("Publish"), ("draft",), "published", LEADERS),
            Move("end", N_("End"), ("published",), "over", LEADERS),
            Move("publish_again", N_("Publish again"), ("over",), "published", LEADERS, backwards=True),
        ),
    )
