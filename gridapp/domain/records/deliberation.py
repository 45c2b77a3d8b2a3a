"""协商议事: a question of many, talked over. Who was heard by number and role; what was found, and what follows."""

from gridapp.domain.fields import Choice, Day, Lines, LongText, Person, Photos, Place, Tally, Text
from gridapp.domain.record import Record
from gridapp.domain.workflow import AUTHOR, LEADERS, STAFF, Move, State, Workflow
from gridapp.i18n import N_

HOLDERS = (AUTHOR, *LEADERS, "grid_worker")


class Deliberation(Record):
    type = "deliberation"
    letters = "YS"
    singular = N_("Deliberation")
    plural = N_("Deliberations")
    hint = N_("Talked over by those concerned")
    icon = "message"
    tone = "blue"
    shelf = "grid"
    heading = "topic"
    when = "held_on"
    where = "place"
    columns = ("topic", "held_on", "place", "outcome", "brand")
    filters = ("outcome", "source")
    adders = ("grid_worker", *LEADERS)

    topic = Text(N_("Topic"), required=True, limit=120, sample="小区加装电动车充电棚")
    source = Choice(N_("Where it came from"), "topic_source", required=True)
    held_on = Day(
        N_("Held on"), required=True, ahead=True, default=lambda world: world.now().date().isoformat()
    )
    place = Place(N_("Where"), sample="九龙社区共享家")
    brand = Text(N_("Local name of the way it is held"), limit=40, sample="四民六议")
    heard = Tally(N_("Who was heard, by role"), "deliberation_role")
    options = Lines(
        N_("What was proposed"),
        {
            "option": Text(N_("Proposal"), required=True, limit=200, sample="东侧建棚"),
            "note": Text(N_("What was said of it"), limit=200, sample="离楼较远"),
        },
    )
    outcome = Choice(N_("Outcome"), "deliberation_outcome")
    conclusion = LongText(N_("What was agreed"), limit=2000, sample="东侧建棚，物业负责，月底前完工。")
    tasks = Lines(
        N_("What follows"),
        {
            "what": Text(N_("Task"), required=True, limit=120, sample="联系施工单位"),
            "person": Person(N_("Who")),
            "until": Day(N_("Until"), ahead=True),
            "done": Choice(N_("Done"), "yes_no"),
        },
    )
    made_public_on = Day(N_("Made public on"))
    photos = Photos(N_("Photos"))

    workflow = Workflow(
        (
            State("raised", N_("Raised"), "yellow", "clock"),
            State("held", N_("Talked over"), "blue", "message"),
            State("following", N_("Being carried out"), "blue", "progress"),
            State("public", N_("Made public"), "green", "check", final=True),
            State("dropped", N_("Not taken up"), "grey", "x", final=True),
        ),
        (
            Move("hold", N_("It was talked over"), ("raised",), "held", HOLDERS, ("heard", "options", "outcome"),
                 ("outcome",)),
            Move("carry_out", N_("Carry it out"), ("held",), "following", HOLDERS, ("conclusion", "tasks"),
                 ("conclusion",)),
            Move("make_public", N_("Make public"), ("held", "following"), "public", HOLDERS,
                 ("made_public_on", "conclusion"), ("made_public_on", "conclusion")),
            Move("again", N_("Talk over again"), ("held", "following"), "raised", HOLDERS, backwards=True),
            Move("drop", N_("Not taken up"), ("raised",), "dropped", LEADERS, ("conclusion",), ("conclusion",),
                 backwards=True),
            Move("reopen", N_("Reopen"), ("public", "dropped"), "raised", STAFF, backwards=True),
        ),
    )  # fmt: skip
