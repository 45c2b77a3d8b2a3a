"""The documents are true: what they name exists, and the page that adds a type really adds one."""

from __future__ import annotations

import importlib.util
import random
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from gridapp.actions import entries
from gridapp.cli.main import _parser
from gridapp.domain.record import Record, RecordType, example, record_types
from gridapp.settings import SETTINGS
from tests.office import COORDINATOR, Office

ROOT = Path(__file__).parent.parent
DOCUMENTS = [
    ROOT / "README.md",
    ROOT / "ARCHITECTURE.md",
    ROOT / "CONTRIBUTING.md",
    *sorted((ROOT / "docs").glob("*.md")),
]
each_document = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda file: file.name)


@each_document
def test_links_and_named_files_exist(document: Path) -> None:
    text = document.read_text("utf-8")
    for link in re.findall(r"\]\(([^)#]+)\)", text):
        assert link.startswith("http") or (document.parent / link).exists(), link
    for name in re.findall(r"`((?:gridapp|ui|resources|tests|docs)/[\w./]+)`", text):
        if "lost_property" not in name:
            assert (ROOT / name.rstrip("/")).exists(), name


@each_document
def test_nothing_is_said_that_belongs_elsewhere(document: Path) -> None:
    text = document.read_text("utf-8")
    assert not re.search(r"/work/|/tmp/|pypi\.org|npmjs|files\.pythonhosted", text)


def test_every_command_is_documented_and_every_documented_one_exists() -> None:
    commands = set(_commands())
    groups = "|".join({each.split()[0] for each in commands if " " in each})
    words = (ROOT / "docs" / "commands.md").read_text("utf-8")
    assert set(re.findall(rf"`gridapp ((?:(?:{groups}) )?[a-z-]+)", words)) == commands


def _commands() -> Iterator[str]:
    (groups,) = [
        action
        for action in _parser()._actions
        if hasattr(action, "choices") and isinstance(action.choices, dict)
    ]
    for name, parser in groups.choices.items():
        inner = [a for a in parser._actions if isinstance(getattr(a, "choices", None), dict)]
        yield from (f"{name} {each}" for each in inner[0].choices) if inner else [name]


def test_settings_have_words() -> None:
    for setting in SETTINGS:
        assert setting.label
        assert setting.default in setting.choices


@pytest.fixture
def added_type(tmp_path: Path) -> Iterator[RecordType]:
    """The type that the page describes, loaded from the page itself."""
    text = (ROOT / "docs" / "add-a-record-type.md").read_text("utf-8")
    (code,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    file = tmp_path / "lost_property.py"
    file.write_text(code, "utf-8")
    spec = importlib.util.spec_from_file_location("lost_property", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    try:
        yield module.LostProperty
    finally:
        del Record._types["lost_property"]
        sys.modules.pop("lost_property", None)


def test_the_added_type_works_with_nothing_else_touched(added_type: RecordType, small_office: Office) -> None:
    first, second = small_office.desk(COORDINATOR), small_office.desk(COORDINATOR)
    made = entries.add(first, added_type.type, example(added_type, first.world, random.Random(1)))
    small_office.sync(first)
    small_office.sync(second)
    assert entries.get(second, made.id).body == made.body
    assert made.number.startswith("SW-")
    assert (ROOT / "resources" / "icons" / f"{added_type.icon}.svg").is_file()


@pytest.mark.parametrize("record", list(record_types().values()), ids=lambda record: record.type)
def test_every_icon_named_by_a_type_is_there(record: RecordType) -> None:
    icons = [record.icon, *(state.icon for state in record.workflow.states.values())]
    for icon in icons:
        assert (ROOT / "resources" / "icons" / f"{icon}.svg").is_file(), icon
