"""安全隐患: found, judged, put right or handed over, rechecked, closed.

A volunteer never decides that a hazard is a major one: the finder suspects, the competent body confirms.
"""

from gridapp.domain.fields import (
    Choice,
    DateTime,
    Lines,
    LongText,
    Person,
    Photos,
    Place,
    Reference,
    Text,
    UnitRef,
)
from gridapp.domain.privacy import Privacy
from gridapp.domain.record import Record
from gridapp.domain.workflow import AUTHOR, LEADERS, STAFF, Move, State, Workflow
from gridapp.i18n import N_

RECHECKERS = (*LEADERS, "grid_worker")
OFFICERS = ("department_officer", *STAFF)
HANDLERS = (*RECHECKERS, "department_officer")
"""What became of it is for those who handle it: whoever found it suspects, and does not judge."""


class Hazard(Record):
    type = "hazard"
    letters = "YH"
    singular = N_("Hazard")
    plural = N_("Hazards")
    hint = N_("See it, report it")
    icon = "alert-triangle"
    tells = True
    tone = "orange"
    shelf = "safety"
    daily_for = ("volunteer", "squad_leader", "leader", "grid_worker", "coordinator", "centre_staff")
    heading = "description"
    when = "found_at"
    where = "place"
    category = "kind"
    due = "due_at"
    ended = "closed_at"
    level = "suspected_level"
    concerned = ("transferred_to",)
    columns = ("suspected_level", "description", "kind", "place", "found_at", "due_at")
    filters = ("suspected_level", "kind", "inspection")

    kind = Choice(N_("What kind of hazard"), "hazard_kind", required=True)
    suspected_level = Choice(N_("How serious it looks"), "hazard_level", required=True)
    place = Place(N_("Where"), required=True, help=N_("Building, unit or door, so that others can find it"))
    found_at = DateTime(
        N_("When found"), required=True, default=lambda world: world.now().isoformat(timespec="seconds")
    )
    description = LongText(
        N_("What was seen"), required=True, sample="楼道内停放电动车并飞线充电，疏散通道只剩半米宽。"
    )
    on_site_action = Choice(N_("What was done on the spot"), "on_site_action", required=True, default="none")
    emergency_called = Lines(
        N_("Whom you called"),
        {"service": Choice(N_("Service"), "emergency_service", required=True), "at": DateTime(N_("Time"))},
    )
    photos = Photos(N_("Photos"))
    due_at = DateTime(N_("Due"), ahead=True)
    responsible_party_type = Choice(N_("Responsible party"), "party_type", default="unknown")
    responsible_org_name = Text(N_("Responsible organisation"), sample="九龙物业")
    responsible_contact = Text(
        N_("Contact there"),
        privacy=Privacy.PERSONAL,
        sample="",
        help=N_("Only of an organisation, or of an owner who agreed"),
        kept_days=90,
    )
    gb_matter_code = Choice(N_("National matter code"), "gb47678_matter")
    confirmed_level = Choice(N_("Confirmed level"), "hazard_level", writers=HANDLERS)
    confirmed_by = Text(N_("Confirmed by"), sample="县消防救援大队", writers=HANDLERS)
    transferred_to = UnitRef(N_("Handed over to"), writers=HANDLERS)
    transferred_at = DateTime(N_("Handed over at"), writers=HANDLERS)
    receipt_no = Text(N_("Receipt number"), limit=60, sample="", writers=HANDLERS)
    rectifications = Lines(
        N_("Put right"),
        {
            "measure": Text(N_("Measure"), required=True, limit=500, sample="清走杂物，拆除飞线"),
            "done_at": DateTime(N_("Done at")),
            "by_org": Text(N_("By"), sample="九龙物业"),
        },
    )
    rechecks = Lines(
        N_("Rechecks"),
        {
            "result": Choice(N_("Result"), "recheck_result", required=True),
            "by": Person(N_("By")),
            "at": DateTime(N_("At")),
            "note": Text(N_("Note"), limit=500, sample="已清理"),
        },
        writers=HANDLERS,
    )
    closed_at = DateTime(N_("Closed at"), writers=HANDLERS)
    close_reason = Choice(N_("Why closed"), "close_reason", writers=HANDLERS)
    inspection = Reference(N_("Number of the inspection"), to="inspection", fixed=True)
    inspection_item = Text(N_("Failed item"), limit=40, sample="fire-exits", fixed=True)
    external_no = Text(N_("Number elsewhere"), limit=60, sample="")

    workflow = Workflow(
        (
            State("found", N_("Waiting to be accepted"), "yellow", "clock"),
            State("registered", N_("Accepted"), "blue", "arrows-split-2"),
            State("rectifying", N_("Being put right"), "blue", "progress"),
            State("handed_over", N_("Handed over"), "blue", "arrows-split-2"),
            State("put_right", N_("Waiting for recheck"), "yellow", "eye-check", met=True),
            State("supervised", N_("Supervised"), "red", "flag"),
            State("closed", N_("Closed"), "green", "check", final=True),
        ),
        (
            Move("register", N_("Accept"), ("found",), "registered", (*LEADERS, "grid_worker"),
                 ("confirmed_level", "confirmed_by")),
            Move("fix_on_spot", N_("Put right on the spot"), ("found", "registered"), "put_right",
                 (AUTHOR, *RECHECKERS), ("rectifications",), ("rectifications",)),
            Move("set_deadline", N_("To be put right by"), ("registered",), "rectifying", LEADERS,
                 ("due_at", "responsible_org_name"), ("due_at",)),
            Move("hand_over", N_("Hand over"), ("found", "registered", "rectifying"), "handed_over", LEADERS,
                 ("transferred_to", "due_at", "receipt_no"), ("transferred_to",)),
            Move("report_back", N_("Report put right"), ("rectifying", "handed_over", "supervised"), "put_right",
                 (AUTHOR, *OFFICERS, *RECHECKERS), ("rectifications",), ("rectifications",), concerned=True),
            Move("pass", N_("Recheck passed"), ("put_right",), "closed", RECHECKERS, ("rechecks", "close_reason"),
                 ("rechecks",)),
            Move("fail", N_("Recheck not passed"), ("put_right",), "supervised", RECHECKERS, ("rechecks",),
                 ("rechecks",), backwards=True),
            Move("escalate", N_("Escalate"), ("rectifying", "handed_over"), "supervised", LEADERS, ("due_at",)),
            Move("dismiss", N_("Close without action"), ("found", "registered"), "closed", LEADERS,
                 ("close_reason",), ("close_reason",)),
            Move("reopen", N_("Reopen"), ("closed",), "registered", LEADERS, backwards=True),
        ),
    )  # fmt: skip
