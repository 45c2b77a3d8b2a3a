"""privacy, retention, my-data."""

from __future__ import annotations

import json
from argparse import Namespace
from collections import Counter
from pathlib import Path
from typing import Any

from gridapp.actions import my_data, retention
from gridapp.cli.context import Context, print_json, say
from gridapp.domain import privacy_rules
from gridapp.domain.privacy import REFUSED
from gridapp.domain.record import record_type
from gridapp.i18n import tr
from gridapp.store.fsync import write_durably


def add_commands(command: Any) -> None:
    telling = command("privacy", run_privacy, tr("What is kept of people, how long, and what never is"))
    telling.add_argument("--json", action="store_true")
    keeping = command(
        "retention", run_retention, tr("Personal fields whose time is over; --purge empties them")
    )
    keeping.add_argument("--purge", action="store_true", help=tr("Empty them"))
    keeping.add_argument("--json", action="store_true")
    mine = command("my-data", run_my_data, tr("Write everything kept about oneself to a JSON file"))
    mine.add_argument("file", metavar="FILE.json")


def run_privacy(context: Context, options: Namespace) -> int:
    rules = privacy_rules.rules()
    if options.json:
        kept = [{"of": each.of, "purpose": each.purpose, "field": each.label, "class": each.privacy.value,
                 "days": each.days} for each in rules]  # fmt: skip
        print_json({"kept": kept, "refused": list(REFUSED)})
        return 0
    for each in rules:
        print(privacy_rules.said(each))
    print(tr("Never stored: {list}", list="、".join(tr(each) for each in REFUSED.values())))
    return 0


def run_retention(context: Context, options: Namespace) -> int:
    if options.purge:
        counts = retention.purge(context.desk)
    else:
        found = retention.expired(context.desk)
        counts = Counter((each.entry.type, name) for each in found for name in each.fields)
    if options.json:
        lines = [{"type": type_, "field": name, "count": count} for (type_, name), count in counts.items()]
        print_json({"purged": options.purge, "fields": lines})
        return 0
    for (type_, name), count in counts.items():
        record = record_type(type_)
        print(f"{tr(record.plural)}  {tr(record.field(name).label)}  {count}")
    total = counts.total()
    say(tr("{count} values were emptied.", count=total) if options.purge
        else tr("{count} values would be emptied.", count=total))  # fmt: skip
    return 0


def run_my_data(context: Context, options: Namespace) -> int:
    found = my_data.my_data(context.desk)
    text = json.dumps(found, ensure_ascii=False, indent=2)
    write_durably(Path(options.file), text.encode())
    say(tr("{count} written to {file}", count=len(found["entries"]), file=options.file))
    return 0
