"""A brief (简报) from a template and what the records say: a clause stands only where its values are known."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

_VALUE = re.compile(r"\{(\w+)\}")
_STOPS = "。！？"


@dataclass(frozen=True)
class Brief:
    """A title, and paragraphs parted by line breaks."""

    title: str
    text: str


@dataclass(frozen=True)
class Template:
    """Each clause is a choice of wordings, the first whose values are all known being taken."""

    title: Sequence[str]
    paragraphs: Sequence[Sequence[Sequence[str]]]

    def names(self) -> set[str]:
        """The values that it can say."""
        clauses = [wording for paragraph in self.paragraphs for clause in paragraph for wording in clause]
        return {name for wording in (*self.title, *clauses) for name in _VALUE.findall(wording)}


@cache
def template(type_name: str) -> Template:
    """That of a record type, from `resources/briefs`."""
    data = json.loads((resources.files("resources") / "briefs" / f"{type_name}.json").read_text("utf-8"))
    return Template(data["title"], data["paragraphs"])


def composed(template: Template, values: Mapping[str, str]) -> Brief:
    """The brief of these values; one that is "" or missing is not spoken of."""
    paragraphs = (_paragraph(each, values) for each in template.paragraphs)
    return Brief(_wording(template.title, values), "\n".join(each for each in paragraphs if each))


def _paragraph(clauses: Sequence[Sequence[str]], values: Mapping[str, str]) -> str:
    said = "，".join(each for clause in clauses if (each := _wording(clause, values)))
    return said if not said or said.endswith(tuple(_STOPS)) else f"{said}。"


def _wording(choice: Sequence[str], values: Mapping[str, str]) -> str:
    possible = (each for each in choice if all(values.get(name) for name in _VALUE.findall(each)))
    return next((_VALUE.sub(lambda found: values[found[1]], each) for each in possible), "")
