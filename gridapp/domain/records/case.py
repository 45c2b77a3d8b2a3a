"""诉求: a matter that somebody brings to a centre, from intake to return visit.

One number whatever the channel. The centre answers, or sends it to the unit whose duty it is; that unit sees it from
then on, signs for it, and reports back. Whoever asked is always told, and asked afterwards.
"""

from gridapp.domain.fields import (
    Choice,
    DateTime,
    Lines,
    LongText,
    Person,
    Photos,
    Place,
    Text,
    UnitRef,
)
from gridapp.domain.privacy import Privacy
from gridapp.domain.record import Record
from gridapp.domain.workflow import LEADERS, STAFF, Move, State, Workflow
from gridapp.i18n import N_

INTAKE = (*LEADERS, "grid_worker")
UNITS = ("department_officer", *LEADERS, "grid_worker")
"""Who acts for a unit that a matter was sent to."""

PERSONAL = Privacy.PERSONAL


class Case(Record):
    type = "case"
    letters = "SQ"
    singular = N_("Matter")
    plural = N_("Matters")
    hint = N_("What somebody asks for")
    icon = "message-2"
    tone = "blue"
    shelf = "matters"
    daily_for = ("grid_worker", "coordinator", "centre_staff")
    tells = True
    concerned = ("lead_unit",)
    heading = "summary"
    when = "received_at"
    where = "place"
    category = "topic"
    due = "due_at"
    ended = "closed_at"
    columns = ("summary", "topic", "place", "received_at", "due_at")
    filters = ("topic", "channel")

    channel = Choice(N_("How it came"), "case_channel", required=True)
    nature = Choice(N_("Nature"), "case_nature", required=True)
    topic = Choice(N_("What it is about"), "case_category", required=True)
    summary = Text(N_("In one line"), required=True, limit=80, sample="和盛镇集市东口路灯不亮")
    place = Place(N_("Where"), required=True)
    received_at = DateTime(
        N_("When it came"), required=True, default=lambda world: world.now().isoformat(timespec="seconds")
    )
    description = LongText(
        N_("What was said"), limit=4000, sample="集市东口三盏路灯不亮已有一周，夜间行人不便。"
    )
    urgency = Choice(N_("How urgent"), "case_urgency", default="normal")
    confidential = Choice(N_("To be kept confidential"), "yes_no")
    reply_wanted = Choice(N_("Wants an answer"), "yes_no")
    contact_name = Text(
        N_("Name to call back"),
        limit=40,
        privacy=PERSONAL,
        sample="",
        help=N_("Only if they want to be called"),
        kept_days=90,
    )
    contact_phone = Text(N_("Number to call back"), limit=30, privacy=PERSONAL, sample="", kept_days=90)
    external_no = Text(N_("Number elsewhere"), limit=60, sample="", help=N_("Of the hotline's work order"))
    photos = Photos(N_("Photos"))
    due_at = DateTime(N_("Due"), ahead=True)
    refusal_reason = Choice(N_("Why it is not taken on"), "case_refusal", writers=LEADERS)
    lead_unit = UnitRef(N_("Unit in charge"), writers=LEADERS)
    assisting = Lines(
        N_("Units that assist"),
        {
            "unit": UnitRef(N_("Unit"), required=True),
            "what": Text(N_("What for"), limit=120, sample="到场断电并排查线路"),
        },
        writers=LEADERS,
        help=N_("Each is called, and reports what it did"),
    )
    return_reason = Choice(N_("Why it was handed back"), "return_reason", writers=UNITS)
    return_note = Text(N_("More about that"), limit=300, sample="路灯属城管部门维护", writers=UNITS)
    time_until = DateTime(N_("Time asked for until"), ahead=True, writers=UNITS)
    time_reason = Text(N_("Why more time is needed"), limit=300, sample="配件到货需三天", writers=UNITS)
    result = LongText(
        N_("What was done"), limit=4000, sample="已更换三盏路灯灯头，夜间正常照明。", writers=UNITS
    )
    evidence = Photos(N_("Photos of what was done"))
    told = Lines(
        N_("Who was told, and how"),
        {
            "way": Choice(N_("How"), "reply_way", required=True),
            "by": Person(N_("By")),
            "at": DateTime(N_("When")),
            "note": Text(N_("What was said"), limit=300, sample="已电话告知维修完成"),
        },
        writers=UNITS,
    )
    visit_result = Choice(N_("How satisfied"), "visit_result", writers=LEADERS)
    visit_note = Text(N_("What was said then"), limit=300, sample="对处理结果满意", writers=LEADERS)
    redo_note = Text(N_("What is to be done again"), limit=300, sample="仍有一盏不亮", writers=LEADERS)
    supervise_note = Text(
        N_("What is being supervised"), limit=300, sample="已超期两天，请今日反馈", writers=STAFF
    )
    closed_at = DateTime(N_("Closed at"), writers=LEADERS)
    archive_no = Text(N_("Archive number"), limit=60, sample="", writers=LEADERS)

    workflow = Workflow(
        (
            State("registered", N_("Waiting to be accepted"), "yellow", "clock"),
            State("accepted", N_("Accepted"), "blue", "arrows-split-2"),
            State("dispatched", N_("Waiting to be signed for"), "yellow", "send", holder="lead_unit"),
            State("in_hand", N_("Being seen to"), "blue", "progress", holder="lead_unit"),
            State("time_asked", N_("More time asked for"), "yellow", "clock-pause", holder="lead_unit"),
            State("supervised", N_("Supervised"), "red", "flag", holder="lead_unit"),
            State("reported", N_("Answer to be given"), "yellow", "phone-call", met=True),
            State("answered", N_("Return visit due"), "yellow", "phone-call", met=True),
            State("refused", N_("Not taken on"), "grey", "x", final=True),
            State("closed", N_("Brought to its end"), "green", "check", final=True),
            State("archived", N_("Archived"), "grey", "archive", final=True),
        ),
        (
            Move("accept", N_("Accept"), ("registered",), "accepted", INTAKE, ("topic", "due_at")),
            Move("answer", N_("Answer at once"), ("registered", "accepted"), "answered", INTAKE, ("result", "told"),
                 ("result", "told")),
            Move("refuse", N_("Do not take on"), ("registered",), "refused", LEADERS, ("refusal_reason", "told"),
                 ("refusal_reason", "told"), notes=("closed_at",)),
            Move("dispatch", N_("Send to a unit"), ("accepted",), "dispatched", LEADERS,
                 ("lead_unit", "assisting", "due_at"), ("lead_unit",)),
            Move("sign", N_("Sign for it"), ("dispatched",), "in_hand", UNITS, concerned=True),
            Move("hand_back", N_("Hand back"), ("dispatched", "in_hand"), "accepted", UNITS,
                 ("return_reason", "return_note"), ("return_reason",), backwards=True, concerned=True),
            Move("ask_time", N_("Ask for more time"), ("in_hand", "supervised"), "time_asked", UNITS,
                 ("time_until", "time_reason"), ("time_until", "time_reason"), concerned=True),
            Move("grant_time", N_("Grant more time"), ("time_asked",), "in_hand", LEADERS, ("due_at",), ("due_at",)),
            Move("deny_time", N_("Grant no more time"), ("time_asked",), "in_hand", LEADERS, ("supervise_note",),
                 backwards=True),
            Move("supervise", N_("Supervise"), ("dispatched", "in_hand"), "supervised", STAFF,
                 ("supervise_note", "due_at"), ("supervise_note",)),
            Move("report", N_("Report the result"), ("in_hand", "supervised"), "reported", UNITS,
                 ("result", "evidence"), ("result",), concerned=True),
            Move("tell", N_("Tell whoever asked"), ("reported",), "answered", UNITS, ("told",), ("told",)),
            Move("close", N_("Close after the return visit"), ("answered",), "closed", LEADERS,
                 ("visit_result", "visit_note"), ("visit_result",), notes=("closed_at",)),
            Move("redo", N_("Have it done again"), ("reported", "answered"), "dispatched", LEADERS,
                 ("redo_note", "lead_unit", "due_at"), ("redo_note", "lead_unit"), backwards=True),
            Move("archive", N_("Archive"), ("closed", "refused"), "archived", LEADERS, ("archive_no",)),
            Move("reopen", N_("Reopen"), ("closed", "refused"), "accepted", LEADERS, backwards=True,
                 notes=("closed_at",)),
        ),
    )  # fmt: skip
