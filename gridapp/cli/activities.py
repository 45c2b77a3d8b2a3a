"""event show, came, hours, brief, sheet."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import Any

from gridapp.actions import activities, briefs, entries
from gridapp.actions.activities import Event
from gridapp.cli.context import Context, print_json, say
from gridapp.domain.brief import Brief
from gridapp.domain.errors import Invalid, Problem, Refused
from gridapp.domain.filenames import shown as shown_safely
from gridapp.domain.identities import Identity
from gridapp.domain.service_records import figure
from gridapp.exports.brief import document
from gridapp.exports.hand_out import sheet
from gridapp.i18n import tr
from gridapp.store.fsync import write_durably


def add_commands(command: Any, group: Any) -> None:
    showing = command("show", run_show, tr("An event with its people and figures"), group)
    showing.add_argument("--json", action="store_true")
    coming = command("came", run_came, tr("Note that everybody with a place came"), group)
    serving = command("hours", run_hours, tr("Record the hours of everybody who came"), group)
    telling = command(
        "brief", run_brief, tr("The brief from the records; shown unless --save is given"), group
    )
    telling.add_argument("--title", metavar="WORDS", default="", help=tr("Another title"))
    telling.add_argument("--text", metavar="FILE", default="", help=tr("The text from this file instead"))
    telling.add_argument("--mask", action="store_true", help=tr("Mask whoever can be told from it"))
    telling.add_argument("--save", action="store_true", help=tr("Keep it with the event"))
    telling.add_argument("--word", metavar="FILE", default="", help=tr("Write the kept brief to this .docx"))
    handing = command("sheet", run_sheet, tr("The hand-out sheet of the materials"), group)
    for each in (showing, coming, serving, telling, handing):
        each.add_argument("event", metavar="EVENT", help=tr("Its number or id"))
    handing.add_argument("file", metavar="FILE.xlsx")


def run_show(context: Context, options: Namespace) -> int:
    desk = context.desk
    event = activities.read(desk, options.event)
    if options.json:
        print_json(_as_json(event))
        return 0
    entry = event.entry
    print(f"{entry.number}  {_state(event)}  {shown_safely(entry.record.title(entry.body, desk.world))}")
    for each in event.helpers:
        signup = each.signup
        state = tr(signup.record.workflow.state(signup.state).label)
        print(
            f"  {signup.number}  {state}  {shown_safely(signup.body['person']['name'])}  {figure(each.hours)}"
        )
    say(
        tr(
            "{came} of {asked} came; {reached} reached; {given} handed out; {hours} hours.",
            came=event.came,
            asked=len(event.helpers),
            reached=sum(event.reached.values()),
            given=event.given,
            hours=figure(event.hours),
        )
    )
    return 0


def run_came(context: Context, options: Namespace) -> int:
    noted = activities.all_came(context.desk, options.event)
    say(tr("{count} noted as having come.", count=len(noted)))
    return 0


def run_hours(context: Context, options: Namespace) -> int:
    made = activities.record_hours(context.desk, options.event)
    say(tr("{count} recorded; they wait to be confirmed.", count=len(made)))
    return 0


def run_brief(context: Context, options: Namespace) -> int:
    desk = context.desk
    event = activities.read(desk, options.event)
    brief = _wanted(context, event, options)
    found = briefs.told(desk, brief.title, brief.text)
    if options.mask and found:
        brief, found = briefs.unnamed(brief.title, brief.text, found), []
    if options.save:
        _require_unnamed(found)
        briefs.save_brief(desk, event.entry.id, brief)
    print(f"{brief.title}\n\n{brief.text}")
    for each in found:
        say(tr("It contains {what}: {words}", what=tr(each.what), words=each.words))
    if options.word:
        _write_word(context, event, Path(options.word))
    return 0


def run_sheet(context: Context, options: Namespace) -> int:
    file = _ending(Path(options.file), ".xlsx")
    event = entries.get(context.desk, options.event)
    write_durably(file, sheet(event))
    say(tr("Saved as {file}", file=file))
    return 0


def _wanted(context: Context, event: Event, options: Namespace) -> Brief:
    """What was kept, else what follows from the records; a title or text that is given instead."""
    body = event.entry.body
    kept = Brief(body.get("brief_title", ""), body["brief"]) if body.get("brief") else None
    brief = kept or briefs.draft(context.desk, event)
    text = Path(options.text).read_text("utf-8").strip() if options.text else brief.text
    return Brief(options.title or brief.title, text)


def _require_unnamed(found: list[Identity]) -> None:
    if found:
        words = [tr("contains {what}: {words}", what=tr(each.what), words=each.words) for each in found]
        raise Invalid([Problem("brief", tr("Brief"), each) for each in words])


def _write_word(context: Context, event: Event, file: Path) -> None:
    paper = briefs.paper(context.desk, event.entry.id)
    write_durably(_ending(file, ".docx"), document(paper.brief, paper.signed, paper.photos, paper.note))
    say(tr("Saved as {file}", file=file))


def _ending(file: Path, suffix: str) -> Path:
    if file.suffix.lower() != suffix:
        raise Refused(tr("Bad usage"), tr("The file must end in {suffix}.", suffix=suffix))
    return file


def _state(event: Event) -> str:
    return tr(event.entry.record.workflow.state(event.entry.state).label)


def _as_json(event: Event) -> dict[str, Any]:
    entry = event.entry
    people = [
        {"id": each.signup.id, "number": each.signup.number, "state": each.signup.state,
         "person": each.signup.body["person"], "post": each.signup.body.get("name"), "hours": str(each.hours)}
        for each in event.helpers
    ]  # fmt: skip
    return {
        "id": entry.id,
        "number": entry.number,
        "state": entry.state,
        "fields": entry.body,
        "shifts": [each.id for each in event.shifts],
        "people": people,
        "came": event.came,
        "reached": sum(event.reached.values()),
        "given": event.given,
        "hours": str(event.hours),
    }
