"""Moments, days and periods. A moment is stored with its zone, and always in the world's, so that stored texts
sort as the moments do."""

from __future__ import annotations

import random
import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

from gridapp.domain.errors import BadValue
from gridapp.domain.fields.base import Field, Json, expect_text
from gridapp.domain.world import World
from gridapp.i18n import tr

_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_CLOCK = re.compile(r"(\d{1,2})[:：时](\d{2})分?(?:[:：](\d{2}))?")
_OLDEST = 40 * 366  # days: older paper files are typed in, but nothing from another century
_LEEWAY = timedelta(days=1)  # a clock that runs ahead must not stop anybody from recording


class DateTime(Field):
    """A moment, to the second, with its zone. `ahead` allows a future one (a deadline)."""

    kind = "datetime"

    def __init__(self, label: str, *, ahead: bool = False, **rest: Any) -> None:
        super().__init__(label, **rest)
        self.ahead = ahead

    def _clean(self, raw: Json, world: World) -> Json:
        moment = parse_moment(raw, world)
        check_plausible(moment, world, self.ahead)
        return moment.isoformat(timespec="seconds")

    def show(self, stored: Json, world: World) -> str:
        return "" if stored is None else show_moment(datetime.fromisoformat(stored), world)

    def cell(self, stored: Json, world: World) -> str:
        return "" if stored is None else stored.replace("T", " ")

    def _operand(self, text: str, world: World) -> Json:
        return parse_moment(text, world).isoformat(timespec="seconds")

    def example(self, world: World, dice: random.Random) -> Json:
        shift = timedelta(minutes=dice.randint(1, 20_000))
        return (world.now() + (shift if self.ahead else -shift)).isoformat(timespec="seconds")


class Day(Field):
    """A calendar day without a time. `ahead` allows a future one; an example lies so many days away. What it tells of
    is good for so many days from then on, and somebody is told `warns` days before it is not."""

    kind = "day"

    def __init__(
        self,
        label: str,
        *,
        ahead: bool = False,
        away: tuple[int, int] = (1, 300),
        warns: int | None = None,
        good_for: int = 0,
        **rest: Any,
    ) -> None:
        super().__init__(label, **rest)
        self.ahead = ahead
        self.warns = warns
        self.good_for = good_for
        self._away = away

    def last_stored(self, today: date) -> date:
        """The latest day that somebody is told of today."""
        return today + timedelta(days=(self.warns or 0) - self.good_for)

    def _clean(self, raw: Json, world: World) -> Json:
        moment = parse_moment(str(raw) if isinstance(raw, date) else raw, world)
        check_plausible(moment, world, self.ahead)
        return moment.date().isoformat()

    def show(self, stored: Json, world: World) -> str:
        return "" if stored is None else show_day(date.fromisoformat(stored), world)

    def cell(self, stored: Json, world: World) -> str:
        return stored or ""

    def _operand(self, text: str, world: World) -> Json:
        return parse_moment(text, world).date().isoformat()

    def example(self, world: World, dice: random.Random) -> Json:
        shift = timedelta(days=dice.randint(*self._away))
        return (world.now() + (shift if self.ahead else -shift)).date().isoformat()


class Period(Field):
    """From one moment to a later one, stored as {"from", "to"}; at most `longest_days` days."""

    kind = "period"
    opening = "{"

    def __init__(self, label: str, *, longest_days: int = 7, ahead: bool = False, **rest: Any) -> None:
        super().__init__(label, **rest)
        self.longest_days = longest_days
        self.ahead = ahead

    def _clean(self, raw: Json, world: World) -> Json:
        first, last = self._ends(raw)
        start = parse_moment(first, world)
        end = parse_moment(last, world, day=start.date())
        for each in (start, end):
            check_plausible(each, world, self.ahead)
        if end <= start:
            raise BadValue(tr("must end after it begins"))
        if end - start > timedelta(days=self.longest_days):
            if self.longest_days == 1:
                raise BadValue(tr("lasts longer than a day; please check the dates"))
            raise BadValue(
                tr("lasts longer than {days} days; please check the dates", days=self.longest_days)
            )
        return {"from": start.isoformat(timespec="seconds"), "to": end.isoformat(timespec="seconds")}

    def _ends(self, raw: Json) -> tuple[Json, Json]:
        if isinstance(raw, dict) and raw.get("from") and raw.get("to"):
            return raw["from"], raw["to"]
        words = "" if isinstance(raw, dict) else expect_text(raw)
        parts = re.split(r"\s*(?:/(?=\s*[\d]{4}|\s*\d{1,2}:)|~|–|—|至|到| - )\s*", words, maxsplit=1)
        if len(parts) != 2:
            raise BadValue(tr("needs a beginning and an end, such as 2026-11-23 07:10 ~ 08:10"))
        return parts[0], parts[1]

    def show(self, stored: Json, world: World) -> str:
        if stored is None:
            return ""
        start, end = (datetime.fromisoformat(stored[key]).astimezone(world.zone) for key in ("from", "to"))
        last = end.strftime("%H:%M") if end.date() == start.date() else show_moment(end, world)
        return f"{show_moment(start, world)}–{last}"

    def cell(self, stored: Json, world: World) -> str:
        return "" if stored is None else f"{stored['from']} ~ {stored['to']}".replace("T", " ")

    def path(self) -> str:
        return f"$.{self.name}.from"

    def _operand(self, text: str, world: World) -> Json:
        return parse_moment(text, world).isoformat(timespec="seconds")

    def example(self, world: World, dice: random.Random) -> Json:
        shift = timedelta(minutes=dice.randint(200, 20_000))
        start = world.now() - shift
        end = start + timedelta(minutes=dice.randint(20, 180))
        return {"from": start.isoformat(timespec="seconds"), "to": end.isoformat(timespec="seconds")}


def parse_moment(raw: Json, world: World, day: date | None = None) -> datetime:
    """A moment in the world's zone, from ISO 8601 or from the ways people write one.

    `day` stands in where only a clock time was written (the end of a period).
    """
    moment = raw if isinstance(raw, datetime) else _read_moment(expect_text(raw), world, day)
    try:
        # By way of UTC: a clock time that a change to summer time skipped becomes the one it really was.
        return (
            (moment if moment.tzinfo else moment.replace(tzinfo=world.zone))
            .astimezone(UTC)
            .astimezone(world.zone)
        )
    except OverflowError:
        raise BadValue(tr("is not a day or time that exists: “{text}”", text=str(raw)[:40])) from None


def _read_moment(text: str, world: World, day: date | None) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        pass
    dated, timed = _DATE.match(text), _CLOCK.search(text)
    if dated is None and (day is None or timed is None):
        raise BadValue(tr("must be a date and time such as 2026-11-23 08:30, not “{text}”", text=text[:40]))
    rest = text[dated.end() if dated else 0 :].replace(timed.group() if timed else "", "", 1)
    if rest.strip():
        raise BadValue(tr("must be a date and time such as 2026-11-23 08:30, not “{text}”", text=text[:40]))
    try:
        on = date(*(int(part) for part in dated.groups())) if dated else day
        hour, minute, second = (int(part or 0) for part in timed.groups()) if timed else (0, 0, 0)
        assert on is not None
        return datetime(on.year, on.month, on.day, hour, minute, second, tzinfo=world.zone)
    except ValueError:
        raise BadValue(tr("is not a day or time that exists: “{text}”", text=text[:40])) from None


def check_plausible(moment: datetime, world: World, ahead: bool) -> None:
    """Refuse what can only be a slip of the finger: another century, or the future where it cannot be."""
    now = world.now()
    if not ahead and moment > now + _LEEWAY:
        raise BadValue(
            tr(
                "lies in the future ({moment}); please check it and this computer's clock",
                moment=f"{moment:%Y-%m-%d %H:%M}",
            )
        )
    if moment > now + timedelta(days=10 * 366):
        raise BadValue(tr("lies more than ten years ahead; please check the year"))
    if moment < now - timedelta(days=_OLDEST):
        raise BadValue(tr("lies more than forty years back; please check the year"))


def show_moment(moment: datetime, world: World) -> str:
    """今天 18:00, 昨天 18:42, 11月17日 16:42, and the year only when it is not this one."""
    local = moment.astimezone(world.zone)
    return f"{show_day(local.date(), world)} {local:%H:%M}"


def show_day(day: date, world: World) -> str:
    today = world.now().date()
    near = {0: tr("Today"), 1: tr("Tomorrow"), -1: tr("Yesterday")}.get((day - today).days)
    if near:
        return near
    if day.year == today.year:
        return tr("{month}/{day}", month=day.month, day=day.day)
    return tr("{year}-{month:02d}-{day:02d}", year=day.year, month=day.month, day=day.day)
