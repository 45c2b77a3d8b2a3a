"""三方通话: the centre brings whoever calls and the unit whose duty it is together on the line. Nobody is sent away."""

from gridapp.domain.fields import Choice, DateTime, LongText, Reference, Text, UnitRef
from gridapp.domain.record import Record
from gridapp.domain.workflow import LEADERS, review
from gridapp.i18n import N_


class ThreeWayCall(Record):
    type = "three_way_call"
    letters = "TH"
    singular = N_("Three-way call")
    plural = N_("Three-way calls")
    hint = N_("Caller, centre and the unit in charge")
    icon = "phone-call"
    tone = "blue"
    shelf = "matters"
    daily_for = ("centre_staff",)
    heading = "topic"
    when = "at"
    category = "kind"
    columns = ("topic", "duty_unit", "at", "outcome")
    filters = ("outcome", "kind")
    adders = (*LEADERS, "grid_worker")

    topic = Text(N_("What it was about"), required=True, limit=120, sample="询问医保缴费办理地点")
    duty_unit = UnitRef(N_("Whose duty it is"), required=True)
    at = DateTime(N_("When"), required=True, default=lambda world: world.now().isoformat(timespec="seconds"))
    outcome = Choice(N_("What came of it"), "call_outcome", required=True)
    kind = Choice(N_("Kind"), "case_category")
    answered_by = Text(N_("Who answered there"), limit=60, sample="医保局值班室")
    number_given = Text(
        N_("Number that was handed over"),
        limit=30,
        sample="0934-0000000",
        help=N_("The office's number, never the caller's"),
    )
    said = LongText(N_("What was said"), limit=2000, sample="已告知到镇便民服务中心办理，所需材料一次说清。")
    case = Reference(N_("Number of the matter"), to="case")
    review_note = LongText(N_("What to add or correct"), limit=500)

    workflow = review()
