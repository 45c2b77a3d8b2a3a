"""场所: premises that are looked at again and again. The organisation is kept, never who lives or works there."""

from gridapp.domain.fields import Choice, LongText, Place, Text
from gridapp.domain.record import Record
from gridapp.domain.workflow import STAFF, Move, State, Workflow
from gridapp.i18n import N_


class Premises(Record):
    type = "premises"
    letters = "CS"
    singular = N_("Premises")
    plural = N_("Premises")
    hint = N_("Shops, hotels, depots, estates")
    icon = "building"
    tone = "grey"
    work = False
    shelf = "safety"
    heading = "name"
    where = "address"
    columns = ("name", "kind", "address", "organisation")
    filters = ("kind",)
    adders = ("leader", "squad_leader", "grid_worker", *STAFF)

    name = Text(N_("Name"), required=True, limit=60, sample="东街超市")
    kind = Choice(N_("Kind"), "place_kind", required=True)
    address = Place(N_("Where"), required=True, sample="新宁镇东街12号")
    organisation = Text(N_("Responsible organisation"), limit=60, sample="东街商贸有限公司")
    uscc = Text(N_("Unified social credit code"), limit=18, sample="91621026MA00000000")
    phone = Text(
        N_("Phone of the organisation"), limit=20, sample="0934-0000000", help=N_("A public number only")
    )
    note = LongText(N_("Note"), limit=500, sample="后门常年上锁，钥匙在值班室。")

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
