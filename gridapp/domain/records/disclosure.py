"""提供记录: what left the program with people's data in it, or was shown unmasked: to whom, on what ground. Kept three
years and more. Whose data it was, where that is one of ours, gets the note too."""

from __future__ import annotations

from gridapp.domain.fields import Choice, Count, DateTime, LongText, Person, Text
from gridapp.domain.record import Record
from gridapp.domain.records.export_request import TypeName
from gridapp.domain.workflow import LEADERS, STAFF, Move, State, Workflow
from gridapp.i18n import N_


class Disclosure(Record):
    type = "disclosure"
    letters = "TG"
    singular = N_("Note of what was given out")
    plural = N_("What was given out")
    hint = N_("Exports, what was handed to others, and masked values that were looked at")
    icon = "file-export"
    tone = "grey"
    work = False
    under = "member"
    adders = (*LEADERS, "grid_worker", "volunteer", "department_officer")
    heading = "chosen"
    when = "at"
    subject = "person"
    columns = ("chosen", "way", "what", "rows_n", "recipient", "at")
    filters = ("way", "basis")

    what = TypeName(N_("What"), required=True, limit=40, fixed=True, sample="member")
    rows_n = Count(N_("How many entries"), required=True, low=1, fixed=True)
    chosen = LongText(N_("Which of them"), required=True, fixed=True, sample="全部")
    at = DateTime(N_("When"), required=True, default=lambda world: world.now().isoformat(timespec="seconds"))
    personal = LongText(N_("Personal fields in it"), fixed=True, sample="姓名、手机号")
    way = Choice(N_("How"), "disclosure_way", default="handed", fixed=True)
    person = Person(
        N_("Whose data"), fixed=True, help=N_("One of ours; nobody, where it was several or a resident")
    )
    recipient = Text(
        N_("To whom"), limit=100, sample="县公安局", help=N_("Nobody, while the file stays with you")
    )
    basis = Choice(N_("On what ground"), "disclosure_basis", default="own_work")
    purpose = LongText(N_("What for"), limit=500, sample="核对志愿者保险名单")

    workflow = Workflow(
        (
            State("noted", N_("Noted"), "blue", "pencil"),
            State("looked_at", N_("Looked at"), "green", "check", final=True),
        ),
        (Move("look_at", N_("Looked at"), ("noted",), "looked_at", STAFF),),
    )
