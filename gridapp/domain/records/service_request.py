"""代办服务: something done for a resident who asked. What it was and how it ended; not who it was for."""

from gridapp.domain.fields import Choice, DateTime, LongText, Place, Text
from gridapp.domain.privacy import Privacy
from gridapp.domain.record import Record
from gridapp.domain.workflow import AUTHOR, LEADERS, Move, State, Workflow
from gridapp.i18n import N_

DOERS = (AUTHOR, *LEADERS, "grid_worker")


class ServiceRequest(Record):
    type = "service_request"
    letters = "DB"
    singular = N_("Errand for a resident")
    plural = N_("Errands for residents")
    hint = N_("Papers, payments, repairs")
    icon = "heart-handshake"
    tone = "green"
    shelf = "grid"
    daily_for = ("grid_worker",)
    heading = "what"
    when = "asked_at"
    where = "place"
    category = "kind"
    due = "due_at"
    columns = ("what", "kind", "place", "asked_at", "due_at")
    filters = ("kind",)

    kind = Choice(N_("Kind"), "service_kind_done", required=True)
    what = Text(N_("What is to be done"), required=True, limit=120, sample="代办医保缴费")
    place = Place(N_("Where"), sample="九龙社区")
    asked_at = DateTime(N_("When asked"), default=lambda world: world.now().isoformat(timespec="seconds"))
    contact_phone = Text(
        N_("Number to call back"), limit=30, privacy=Privacy.PERSONAL, sample="", kept_days=90
    )
    due_at = DateTime(N_("Due"), ahead=True)
    result = LongText(N_("How it ended"), limit=500, sample="已办结，凭证交本人。")

    workflow = Workflow(
        (
            State("asked", N_("Asked"), "yellow", "clock"),
            State("doing", N_("Under way"), "blue", "progress"),
            State("done", N_("Done"), "green", "check", final=True),
            State("not_possible", N_("Not possible"), "grey", "x", final=True),
        ),
        (
            Move("take", N_("Take it on"), ("asked",), "doing", DOERS),
            Move("finish", N_("Done"), ("asked", "doing"), "done", DOERS, ("result",), ("result",)),
            Move("give_up", N_("Not possible"), ("asked", "doing"), "not_possible", DOERS, ("result",), ("result",),
                 backwards=True),
            Move("reopen", N_("Reopen"), ("done", "not_possible"), "doing", LEADERS, backwards=True),
        ),
    )  # fmt: skip
