"""Words that several pages say alike: roles, times, deadlines, the state of the sync."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from gridapp.actions.standing import Standing
from gridapp.actions.status import Status
from gridapp.domain import codes
from gridapp.domain.entry import Entry
from gridapp.domain.fields import Choice
from gridapp.domain.fields.time import show_moment
from gridapp.domain.workflow import State
from gridapp.domain.world import World
from gridapp.i18n import tr
from ui.widgets.roles import DeadlineSpec, IconSpec, LevelSpec, PillSpec
from ui.widgets.sync_status import SyncState

_SOON = timedelta(days=2)
_NOW = timedelta(days=1)
_CLOCK_IS_RIGHT = 120  # seconds that a clock may be off without a word about it


def role_name(role: str) -> str:
    line = codes.table("member_role").codes.get(role)
    return line.label() if line else role


def moment(iso: str | None, world: World) -> str:
    """An ISO moment as people say it, or "" for none."""
    if not iso:
        return ""
    parsed = datetime.fromisoformat(iso)
    return show_moment(parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC), world)


def time_or_moment(iso: str | None, world: World) -> str:
    """Only the clock time when it is today's: 14:32, else 昨天 18:42."""
    if not iso:
        return ""
    local = datetime.fromisoformat(iso).astimezone(world.zone)
    return f"{local:%H:%M}" if local.date() == world.now().date() else moment(iso, world)


def greeting(name: str, now: datetime) -> str:
    """By the time of day, with the name of whoever is there."""
    if now.hour < 12:
        return tr("Good morning, {name}", name=name)
    if now.hour < 18:
        return tr("Good afternoon, {name}", name=name)
    return tr("Good evening, {name}", name=name)


def day_and_weekday(day: date) -> str:
    weekdays = (
        tr("Monday"), tr("Tuesday"), tr("Wednesday"), tr("Thursday"), tr("Friday"), tr("Saturday"), tr("Sunday"),
    )  # fmt: skip
    return tr("{weekday}, {month}/{day}", month=day.month, day=day.day, weekday=weekdays[day.weekday()])


def state_pill(state: State) -> PillSpec:
    return PillSpec(tr(state.label), state.icon, state.tone)


def level(entry: Entry, world: World) -> LevelSpec | None:
    """The shape, tone and word of an entry's level, when its type has levels and it has one."""
    field = entry.record.fields().get(entry.record.level)
    stored = entry.body.get(entry.record.level)
    if not isinstance(field, Choice) or not stored:
        return None
    line = field.line(stored)
    extra = line.extra if line else {}
    return LevelSpec(extra.get("shape", "ring"), extra.get("tone", "grey"), field.show(stored, world))


def caption(entry: Entry, world: World) -> str:
    """The line under an entry's title: where it is, else its number."""
    record = entry.record
    place = record.where != record.heading and record.where
    shown = record.field(record.where).show(entry.body.get(record.where), world) if place else ""
    return shown or entry.number


def holder(entry: Entry, world: World) -> tuple[str, str]:
    """The unit that has an entry in its hands, and since when; nothing of one that is finished."""
    if entry.record.workflow.state(entry.state).final:
        return "", ""
    return world.org.label(entry.holder), tr("since {moment}", moment=moment(entry.since, world))


def spent(time: timedelta) -> str:
    """How long something took or takes: its largest unit, days, hours or minutes."""
    if time.days:
        return tr("1 day") if time.days == 1 else tr("{count} days", count=time.days)
    if time.seconds >= 3600:
        return tr("{count} h", count=time.seconds // 3600)
    return tr("{count} min", count=time.seconds // 60)


def due(entry: Entry, world: World) -> DeadlineSpec | None:
    """How long there is left, in words and as a part of the time; nothing for what is over or has no deadline."""
    if entry.record.workflow.state(entry.state).final:
        return None
    if entry.pause:
        return DeadlineSpec(tr("Stands still"), 0.0, "grey", "clock-pause")
    return deadline(entry.due, entry.due_from, world) if entry.due else None


def deadline(end: datetime, start: datetime, world: World) -> DeadlineSpec:
    now = world.now()
    left = end - now
    fraction = min(1.0, max(0.0, (now - start) / (end - start))) if end > start else 1.0
    if left < timedelta():
        return DeadlineSpec(_late(-left), 1.0, "red", "alert-circle-filled")
    local = end.astimezone(world.zone)
    if local.date() == now.date():
        return DeadlineSpec(show_moment(end, world), fraction, "orange", "clock-exclamation")
    days = (local.date() - now.date()).days
    tone = "orange" if left <= _NOW else "yellow" if left <= _SOON else "grey"
    words = tr("1 day left") if days == 1 else tr("{count} days left", count=days)
    return DeadlineSpec(words, fraction, tone, "clock")


def _late(by: timedelta) -> str:
    if by.days:
        return tr("1 day late") if by.days == 1 else tr("{count} days late", count=by.days)
    return tr("{count} h late", count=max(1, by.seconds // 3600))


def act(kind: str) -> str:
    """What an op did, when it was no step of a workflow."""
    known = {"add": tr("Recorded"), "set": tr("Changed"), "delete": tr("Deleted")}
    return known.get(kind, tr("Something that only a newer program knows"))


def standing(of: Standing) -> tuple[IconSpec, str]:
    """Where an entry is, in an icon and words."""
    match of:
        case Standing.HERE:
            return IconSpec("device-floppy", "ink3"), tr("On this computer; sent with the next connection")
        case Standing.ON_ITS_WAY:
            return IconSpec("cloud-upload", "blue"), tr("On its way to the server")
        case Standing.SENT_BACK:
            return IconSpec("arrow-back-up", "red"), tr("The server sent it back; it waits for your decision")
        case Standing.TO_DECIDE:
            return IconSpec("git-merge", "orange"), tr("The server has it; a change waits for your decision")
        case Standing.LEFT:
            return IconSpec("device-floppy", "ink3"), tr(
                "Only on this computer; you decided not to send it again"
            )
        case Standing.LOST:
            words = tr("The server has lost it; it comes back with its author's computer")
            return IconSpec("server-off", "orange"), words
        case Standing.ELSEWHERE:
            return IconSpec("server-2", "ink3"), tr("Not on this computer")
    return IconSpec("cloud-check", "green"), tr("The server has it")


def photo_standing(of: Standing) -> tuple[IconSpec, str]:
    """The same of a photo, which goes out after its entry's text."""
    match of:
        case Standing.HERE:
            return IconSpec("device-floppy", "ink3"), tr("on this computer; sent after its record")
        case Standing.ON_ITS_WAY:
            return IconSpec("cloud-upload", "blue"), tr("on its way; its record is there already")
        case Standing.ELSEWHERE:
            return IconSpec("download", "ink3"), tr("not whole on this computer; fetched when it is opened")
    return IconSpec("cloud-check", "green"), tr("the server has it")


def lateness(seconds: int) -> str:
    """How long, in the one unit that fits: 3 minutes, 5 hours, 2 days."""
    minutes = abs(seconds) // 60
    if minutes < 120:
        return tr("{count} minutes", count=minutes)
    if minutes < 48 * 60:
        return tr("{count} hours", count=minutes // 60)
    return tr("{count} days", count=minutes // (24 * 60))


def received(iso: str, skew: int, world: World) -> str:
    """When the server took an act in, and how wrong the computer's clock was when it was more than a little."""
    if not iso:
        return ""
    when = time_or_moment(iso, world)
    if abs(skew) <= _CLOCK_IS_RIGHT:
        return tr("Received {moment}", moment=when)
    if skew > 0:
        return tr(
            "Received {moment}; this computer's clock was {long} ahead", moment=when, long=lateness(skew)
        )
    return tr("Received {moment}; this computer's clock was {long} behind", moment=when, long=lateness(skew))


Loading = tuple[int, int]
"""How many records of a first start are here, of how many."""


def loading(progress: Loading) -> str:
    here, every = progress
    return tr("Loading the records of your units: {here} of {every}", here=f"{here:,}", every=f"{every:,}")


def loaded(progress: Loading) -> float:
    """The part that is here, 0 to 1."""
    here, every = progress
    return here / every if every else 1.0


def sync_state(
    status: Status | None, syncing: bool, failed: bool, world: World, progress: Loading | None = None
) -> SyncState:
    """What the status bar says. A first start shows how far it has come; a waiting decision outranks the rest;
    offline is normal and grey."""
    if status is None:
        return SyncState("cloud-off", "grey", "")
    if progress is not None:
        return SyncState("refresh", "blue", loading(progress), fraction=loaded(progress), turning=True)
    last = tr("Synced {moment}", moment=time_or_moment(status.last_sync, world)) if status.last_sync else ""
    waiting = status.unsent_total
    if status.attention and not syncing:
        return SyncState("alert-circle-filled", "orange", tr("{count} to fix", count=status.attention), last)
    if syncing:
        return SyncState("refresh", "blue", tr("Syncing"), turning=True)
    if not status.enrolled:
        return SyncState(
            "device-floppy", "grey", tr("Not enrolled yet"), tr("Everything is saved on this computer")
        )
    if status.grant.shut:
        words = tr("Recording goes on; {count} waiting", count=waiting)
        return SyncState("lock", "orange", tr("Closed until the server answers"), words)
    if failed and waiting:
        words = tr("Saved on this computer; sent when there is a connection")
        return SyncState("cloud-off", "grey", tr("Offline · {count} waiting", count=waiting), words)
    if failed:
        return SyncState("cloud-off", "grey", tr("Offline"), last)
    if waiting:
        return SyncState(
            "cloud-upload", "blue", tr("{count} waiting", count=waiting), tr("Saved on this computer")
        )
    return SyncState("cloud-check", "green", last or tr("Nothing waiting"))
