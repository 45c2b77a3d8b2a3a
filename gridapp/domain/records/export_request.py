"""导出申请: a second person agrees before many people's data leave the program. What was agreed to stays as it is."""

from __future__ import annotations

from gridapp.domain.errors import BadValue
from gridapp.domain.fields import Count, Json, LongText, Text
from gridapp.domain.record import Record, record_types
from gridapp.domain.workflow import AUTHOR, STAFF, Move, State, Workflow
from gridapp.domain.world import World
from gridapp.i18n import N_, tr


class TypeName(Text):
    """The name of a record type, shown and understood as its entries are called."""

    def _clean(self, raw: Json, world: World) -> Json:
        text = super()._clean(raw, world)
        known = record_types()
        for name, each in known.items():
            if text in (name, each.plural, tr(each.plural)):
                return name
        raise BadValue(tr("is no kind of record; there are {types}", types=", ".join(known)))

    def show(self, stored: Json, world: World) -> str:
        known = record_types().get(stored)
        return tr(known.plural) if known else stored or ""

    def words(self, stored: Json) -> str:
        known = record_types().get(stored)
        return f"{stored} {tr(known.plural)}" if known else stored or ""


class ExportRequest(Record):
    type = "export_request"
    letters = "DC"
    singular = N_("Export request")
    plural = N_("Export requests")
    hint = N_("Many people's data in one file")
    icon = "file-export"
    tone = "grey"
    heading = "purpose"
    columns = ("what", "rows_n", "purpose", "personal")
    work = False
    under = "member"
    tells = True
    stepwise = True

    what = TypeName(N_("What is exported"), required=True, limit=40, fixed=True, sample="member")
    rows_n = Count(N_("At most so many entries"), required=True, low=1, fixed=True)
    personal = LongText(N_("Personal fields in it"), fixed=True, sample="姓名、手机号")
    chosen = LongText(N_("Which of them"), fixed=True, sample="全部")
    purpose = LongText(N_("What for"), required=True, limit=500, fixed=True, sample="核对志愿者保险名单")
    decision_note = LongText(N_("Why it was refused"), limit=500, writers=STAFF, sample="请缩小范围。")
    note = LongText(N_("Note"), limit=500, sample="下周一前需要。")

    workflow = Workflow(
        (
            State("asked", N_("Asked"), "blue", "clock"),
            State("approved", N_("Approved"), "green", "check"),
            State("used", N_("Exported"), "grey", "archive", final=True),
            State("refused", N_("Refused"), "red", "x", final=True),
        ),
        (
            Move("approve", N_("Approve"), ("asked",), "approved", STAFF, others=True),
            Move("refuse", N_("Refuse"), ("asked", "approved"), "refused", STAFF, ("decision_note",),
                 ("decision_note",), backwards=True),
            Move("use", N_("Mark as exported"), ("approved",), "used", (AUTHOR,), backwards=True),
        ),
    )  # fmt: skip
