"""Preferences of a computer: a declared list, kept in one small readable file, so that the first window knows them.

The settings page and docs/settings.md are made from the list.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gridapp.i18n import N_

FILE = "preferences.json"


@dataclass(frozen=True)
class Setting:
    """`choices` maps a stored value to the words for it; the first is the default."""

    key: str
    label: str
    choices: dict[str, str]

    @property
    def default(self) -> str:
        return next(iter(self.choices))


SETTINGS: tuple[Setting, ...] = (
    Setting(
        "language", N_("Language"), {"": N_("As the system has it"), "zh_CN": "简体中文", "en": "English"}
    ),
    Setting("theme", N_("Colours"), {"light": N_("Light"), "dark": N_("Dark")}),
    Setting("text_size", N_("Text size"), {"1": N_("Standard"), "1.13": N_("Large"), "1.27": N_("Largest")}),
    Setting("motion", N_("Motion"), {"on": N_("A little"), "off": N_("None")}),
    Setting(
        "lock_after",
        N_("Lock when nobody is there"),
        {"5": N_("After 5 minutes"), "2": N_("After 2 minutes"), "15": N_("After 15 minutes")},
    ),
    Setting(
        "auto_sync",
        N_("Sync by itself"),
        {"on": N_("Whenever there is a connection"), "off": N_("Only when asked")},
    ),
)


def read(home: Path) -> dict[str, str]:
    """Every setting's value; a missing or damaged file, or a value that is none, gives the default."""
    try:
        kept: Any = json.loads((home / FILE).read_text("utf-8"))
    except (OSError, ValueError):
        kept = {}
    kept = kept if isinstance(kept, dict) else {}
    return {
        each.key: kept[each.key] if kept.get(each.key) in each.choices else each.default for each in SETTINGS
    }


def write(home: Path, key: str, value: str) -> dict[str, str]:
    """Change one setting; give all of them. Raises ValueError for a value that is no choice."""
    setting = next(each for each in SETTINGS if each.key == key)
    if value not in setting.choices:
        raise ValueError(f"{key} cannot be {value}")
    values = read(home) | {key: value}
    home.mkdir(parents=True, exist_ok=True)
    part = home / f".{FILE}.part"
    part.write_text(json.dumps(values, ensure_ascii=False, indent=1), "utf-8")
    part.replace(home / FILE)
    return values
