"""岗位: where and for what people are needed. Shifts are made at posts."""

from gridapp.domain.fields import Choice, Count, Lines, LongText, Place, Text
from gridapp.domain.record import Record
from gridapp.domain.workflow import STAFF, Move, State, Workflow
from gridapp.i18n import N_


class Post(Record):
    type = "post"
    letters = "GW"
    singular = N_("Post")
    plural = N_("Posts")
    hint = N_("Where people are needed")
    icon = "map-pin"
    tone = "green"
    work = False
    under = "shift"
    heading = "name"
    where = "place"
    columns = ("name", "kind", "place", "needed")
    filters = ("kind",)
    adders = ("leader", "squad_leader", *STAFF)

    name = Text(N_("Post"), required=True, limit=60, sample="九龙小学东门")
    kind = Choice(N_("Kind of service"), "service_kind", required=True)
    place = Place(N_("Where"), required=True, sample="九龙小学东门")
    needed = Count(N_("People needed"), required=True, low=1, high=200, default=2)
    skills = Lines(N_("Skills needed"), {"skill": Choice(N_("Skill"), "skill", required=True)})
    kit = Text(N_("Kit"), limit=200, sample="反光衣、停车牌")
    risk_note = LongText(N_("What to look out for"), limit=500, sample="站在人行道上，不到车道中间指挥。")

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
