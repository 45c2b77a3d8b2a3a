"""检查: premises looked at item by item. A failed item becomes a hazard; nobody is fined or shut down by us."""

from gridapp.domain import checklists, codes
from gridapp.domain.fields import (
    Choice,
    DateTime,
    Day,
    Lines,
    LongText,
    Person,
    Photos,
    Place,
    Reference,
    Text,
)
from gridapp.domain.fields.base import Json
from gridapp.domain.privacy import Privacy
from gridapp.domain.record import Record
from gridapp.domain.workflow import LEADERS, review
from gridapp.domain.world import World
from gridapp.i18n import N_


class Inspection(Record):
    type = "inspection"
    letters = "JC"
    singular = N_("Inspection")
    plural = N_("Inspections")
    hint = N_("Premises, item by item")
    icon = "clipboard-check"
    tone = "orange"
    workflow = review()
    shelf = "safety"
    daily_for = ("grid_worker",)
    heading = "place"
    when = "inspected_at"
    where = "place"
    category = "checklist"
    columns = ("place", "checklist", "inspected_at", "next_on")
    filters = ("checklist", "premises")

    place = Place(N_("Where"), required=True, sample="东街超市")
    checklist = Choice(N_("Checklist"), "checklist", required=True)
    inspected_at = DateTime(
        N_("When looked at"), required=True, default=lambda world: world.now().isoformat(timespec="seconds")
    )
    items = Lines(
        N_("Items"),
        {
            "item": Text(N_("Item"), required=True, limit=120, sample="疏散通道、安全出口畅通"),
            "result": Choice(N_("Result"), "inspection_result", required=True, default="unchecked"),
            "note": Text(N_("Note"), limit=200, sample="后门堆了纸箱"),
        },
    )
    premises = Reference(N_("Number of the premises"), to="premises", fixed=True)
    inspectors = Lines(N_("Who looked"), {"person": Person(N_("Name"), required=True)})
    escort = Text(N_("Who showed the way"), limit=40, privacy=Privacy.PERSONAL, sample="值班经理")
    conclusion = LongText(N_("Conclusion"), limit=500, sample="一项不合格，已当面告知。")
    next_on = Day(N_("Look again on"), ahead=True)
    photos = Photos(N_("Photos"))
    review_note = LongText(N_("What to add or correct"), limit=500, writers=LEADERS)

    @classmethod
    def derive(cls, body: dict[str, Json], world: World) -> dict[str, Json]:
        """Give every item of the checklist, not looked at yet, unless lines were handed over."""
        chosen = body.get("checklist")
        if body.get("items") is not None or not chosen:
            return body
        return {**body, "items": to_look_at(chosen["code"])}


def to_look_at(checklist: str) -> list[dict[str, Json]]:
    """The lines of a fresh inspection; each has its item's code for an id, so that two computers mean the same."""
    unchecked = codes.table("inspection_result").codes["unchecked"].stored()
    found = checklists.items(checklist) if checklist in codes.table("checklist").codes else ()
    return [{"id": each.code, "item": each.label(), "result": unchecked} for each in found]
