"""时限规则: a county's own deadline for a stage of a kind of work; it stands over the one that ships."""

from collections.abc import Mapping

from gridapp.domain.errors import Problem
from gridapp.domain.fields import Choice, Count, Json, Text
from gridapp.domain.record import Record, record_type
from gridapp.domain.workflow import STAFF, Move, State, Workflow
from gridapp.domain.world import World
from gridapp.i18n import N_, tr


class CountyDeadline(Record):
    type = "deadline_rule"
    letters = "SX"
    singular = N_("Deadline rule")
    plural = N_("Deadline rules")
    hint = N_("How long each stage may last")
    icon = "clock-hour-4"
    work = False
    shelf = "matters"
    shared = True
    adders = STAFF
    sets = "deadline"
    heading = "stage"
    columns = ("stage", "about_code", "amount", "counted_in", "source")
    filters = ("stage",)

    stage = Choice(N_("Stage"), "deadline_stage", required=True)
    about_code = Text(
        N_("Code of what it is about"),
        limit=20,
        sample="",
        help=N_("The code of a kind, or its beginning; empty for all"),
    )
    amount = Count(N_("How many"), required=True, low=0, high=1000)
    counted_in = Choice(N_("Of what"), "deadline_unit", required=True)
    counts_from = Choice(N_("Counted from"), "deadline_from", required=True, default="stage")
    source = Text(N_("Where that is written"), required=True, limit=300, sample="县综治中心办理规程第八条")
    version = Text(N_("Version"), limit=40, sample="2026.1", default=lambda world: f"{world.now().year}.1")

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

    @classmethod
    def disagreements(cls, body: Mapping[str, Json], world: World) -> list[Problem]:
        """A code is one of the kinds that the type at this stage has."""
        code, stage = body.get("about_code"), body.get("stage")
        if not code or not stage:
            return []
        record = record_type(stage["code"].split("/")[0])
        table = getattr(record.field(record.category), "table", None) if record.category else None
        if table and any(each.startswith(code) for each in table.codes):
            return []
        words = tr("is no code of a kind of “{type}”", type=tr(record.singular))
        return [Problem("about_code", tr(cls.about_code.label), words)]
