"""The brief of an event: drafted from what the records say, looked through for whoever could be told from it, kept,
and given out as a paper."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from gridapp.actions import entries, photos
from gridapp.actions.activities import Event
from gridapp.actions.desk import Desk
from gridapp.actions.our_names import unofficial_names
from gridapp.domain.brief import Brief, composed, template
from gridapp.domain.entry import Entry
from gridapp.domain.errors import Refused
from gridapp.domain.fields import Tally
from gridapp.domain.identities import Identity, identities, masked
from gridapp.domain.service_records import figure
from gridapp.domain.world import World
from gridapp.i18n import tr


def draft(desk: Desk, event: Event) -> Brief:
    """The brief that follows from the records, in Chinese, as it is handed in."""
    return composed(template("activity"), _said(event, desk.world))


def told(desk: Desk, title: str, text: str) -> list[Identity]:
    """Who can be told from a brief before it is saved: positions count through title, line break and text."""
    with desk.reading() as connection:
        return identities(f"{title}\n{text}", unofficial_names(connection))


def unnamed(title: str, text: str, found_: Iterable[Identity]) -> Brief:
    """The brief with these identities masked."""
    title, _, text = masked(f"{title}\n{text}", found_).partition("\n")
    return Brief(title, text)


def save_brief(desk: Desk, event: str, brief: Brief, saw: Entry | None = None) -> Entry:
    """Keep the brief with the event. Raises Invalid, naming every identity in it, and then nothing is kept."""
    return entries.edit(desk, event, {"brief_title": brief.title, "brief": brief.text}, saw)


@dataclass(frozen=True)
class Paper:
    """What goes into the brief as a document: `signed` are the unit and the day, photos those that are here. Without a
    note of what was agreed about them, none goes along."""

    brief: Brief
    signed: tuple[str, str]
    photos: tuple[bytes, ...]
    note: str


def paper(desk: Desk, event: str) -> Paper:
    """The brief that was kept. Raises Refused while there is none."""
    entry = entries.get(desk, event)
    body = entry.body
    if not body.get("brief"):
        raise Refused(tr("There is no brief yet"), tr("Save it first; then it can leave the program."))
    note = body.get("photo_consent", "")
    held = datetime.fromisoformat(body["period"]["to"]).date()
    here = [each["sha"] for each in body.get("photos") or [] if note and desk.vault.files.has(each["sha"])]
    return Paper(
        brief=Brief(body.get("brief_title", ""), body["brief"]),
        signed=(desk.org.name(entry.unit), f"{held.year}年{held.month}月{held.day}日"),
        photos=tuple(photos.read(desk, sha) for sha in here),
        note=note,
    )


def _said(event: Event, world: World) -> dict[str, str]:
    """The values of the template; "" for what nobody wrote down."""
    entry, body = event.entry, event.entry.body
    period = body["period"]
    return {
        "name": body["name"],
        "day": _days(*(datetime.fromisoformat(period[end]).date() for end in ("from", "to"))),
        "unit": world.org.name(entry.unit),
        "place": body["place"]["text"],
        "audience": body.get("audience", ""),
        "organisers": "、".join(each["name"] for each in body.get("organisers") or []),
        "came": _number(event.came),
        "given": _number(event.given),
        "materials": "、".join(
            f"{each['name']} {each['given']}" for each in body.get("materials") or [] if each.get("given")
        ),
        "reached": _number(sum(event.reached.values())),
        "audiences": _listed(entry, "reached"),
        "counts": _listed(entry, "counts"),
        "hours": figure(event.hours) if event.hours else "",
        "found": body.get("found", "").rstrip("。"),
    }


def _days(first: date, last: date) -> str:
    begins = f"{first.month}月{first.day}日"
    return begins if first == last else f"{begins}至{last.month}月{last.day}日"


def _number(count: int) -> str:
    return str(count) if count else ""


def _listed(entry: Entry, name: str) -> str:
    """ "老人 148 人、学生 61 人", the table's order kept."""
    tally = entry.record.field(name)
    assert isinstance(tally, Tally)
    totals = tally.totals(entry.body.get(name))
    lines = [line for code, line in tally.table.codes.items() if totals.get(code)]
    return "、".join(f"{line.name} {totals[line.code]} {line.extra.get('unit', '人')}" for line in lines)
