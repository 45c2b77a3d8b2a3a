"""Code tables: versioned data, never enums, because the standards behind them change.

A value chosen from a table is stored with scheme, version, code and the name it had then.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

from gridapp.domain.pinyin import initials
from gridapp.i18n import language


@dataclass(frozen=True)
class Code:
    """One line of a table. `extra` holds what only this table has (a deadline, a shape, a tone)."""

    scheme: str
    version: str
    code: str
    name: str
    english: str = ""
    parent: str = ""
    extra: dict[str, Any] = field(default_factory=dict, compare=False)

    def label(self) -> str:
        return self.english if self.english and language() == "en" else self.name

    def stored(self) -> dict[str, str]:
        return {"scheme": self.scheme, "version": self.version, "code": self.code, "name": self.name}


class CodeTable:
    """One scheme in one version: `codes` by code, in the table's own order."""

    def __init__(self, scheme: str, version: str, codes: list[Code]) -> None:
        self.scheme = scheme
        self.version = version
        self.codes = {each.code: each for each in codes}
        self._by_name = {each.name.casefold(): each for each in codes}
        self._by_name |= {each.english.casefold(): each for each in codes if each.english}
        self._parents = {each.parent for each in codes if each.parent}
        self._stored = {each.code: each.stored() for each in codes}

    def find(self, text: str) -> Code | None:
        """The line with this code, or with exactly this name in either language."""
        return self.codes.get(text) or self._by_name.get(text.casefold())

    def is_line(self, stored: dict[str, Any]) -> bool:
        """Whether this is one of the lines just as it is stored."""
        code = stored.get("code")
        return isinstance(code, str) and self._stored.get(code) == stored

    def leaves(self) -> list[Code]:
        """The lines a person can choose: those that have no finer ones below them."""
        return [each for each in self.codes.values() if each.code not in self._parents]

    def group(self, code: Code) -> Code | None:
        return self.codes.get(code.parent)

    def search(self, text: str) -> list[Code]:
        """Lines matching code, name or pinyin initials, those that start with `text` first."""
        wanted = text.strip().casefold()
        matches = [each for each in self.leaves() if not wanted or wanted in _haystack(self, each)]
        return sorted(matches, key=lambda each: not each.code.startswith(wanted))


@cache
def table(scheme: str) -> CodeTable:
    """The newest shipped version of `scheme`. KeyError when there is none."""
    file = resources.files("resources") / "codes" / f"{scheme}.json"
    if not file.is_file():
        raise KeyError(scheme)
    data = json.loads(file.read_text("utf-8"))
    known = ("code", "name", "en", "parent")
    return CodeTable(
        scheme,
        data["version"],
        [
            Code(
                scheme,
                data["version"],
                item["code"],
                item["name"],
                item.get("en", ""),
                item.get("parent") or "",
                {key: value for key, value in item.items() if key not in known},
            )
            for item in data["items"]
        ],
    )


@cache
def _haystack(of: CodeTable, code: Code) -> str:
    group = of.group(code)
    words = [code.code, code.name, code.english, initials(code.name), group.name if group else ""]
    return " ".join(words).casefold()
