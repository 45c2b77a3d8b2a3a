"""The walls of ARCHITECTURE.md, held."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from gridapp.domain.record import record_types

ROOT = Path(__file__).parent.parent
SOURCES = sorted([*ROOT.glob("gridapp/**/*.py"), *ROOT.glob("ui/**/*.py")])


def test_import_contracts_hold() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]


def test_ui_reaches_the_command_line_from_its_start_file_only() -> None:
    for file in ROOT.glob("ui/**/*.py"):
        if file.name != "__main__.py" or file.parent.name != "ui":
            assert not [name for name in imports(file) if name.startswith("gridapp.cli")], file


def test_only_its_own_files_name_a_record_type() -> None:
    """The machinery reads declarations. A type's name stands in its own file, action, page, form and nowhere else."""
    names = set(record_types())
    classes = {record.__name__ for record in record_types().values()}
    for file in SOURCES:
        if file.parent.name == "records" or names & of_one(file.stem):
            continue
        named = names & set(strings(file)) - allowed_words()
        assert not named, f"{file.relative_to(ROOT)} names {named}"
        assert not classes & {node.id for node in walk(file) if isinstance(node, ast.Name)}, file


def of_one(stem: str) -> set[str]:
    """What a module may be about by its name: hazard, plans, activities."""
    return {stem, stem.removesuffix("s"), re.sub("ies$", "y", stem)}


def allowed_words() -> set[str]:
    """`unit` is also a word of every entry's header, and of the kinds of field and of standing for something;
    `activity` is what an hour of service was for."""
    return SHARED_WORDS


SHARED_WORDS = {"unit", "activity"}


@pytest.mark.parametrize(
    ("pattern", "where", "why"),
    [
        (r"datetime\.now\(|time\.time\(|date\.today\(", {"domain/world.py"}, "the clock is handed in"),
        (r"\bos\.urandom\b|\brandom\.random\b|\bsecrets\.|uuid4", None, "chance is handed in"),
        (r"\bprint\(", {"cli/"}, "only the command line prints"),
    ],
)
def test_the_outside_world_enters_as_an_argument(pattern: str, where: set[str] | None, why: str) -> None:
    for file in ROOT.glob("gridapp/**/*.py"):
        place = file.relative_to(ROOT / "gridapp").as_posix()
        if where and any(place.startswith(each) for each in where):
            continue
        found = [
            line
            for line in code_lines(file)
            if re.search(pattern, line) and "=" not in _before_call(line, pattern)
        ]
        assert not found, f"{place}: {why}: {found}"


def _before_call(line: str, pattern: str) -> str:
    """Default arguments (`dice: Dice = os.urandom`) are where the outside world is handed in."""
    match = re.search(pattern, line)
    assert match
    before = line[: match.start()]
    return "=" if re.search(r"(: \w+ = |=)$", before) else ""


def test_a_widget_touches_no_data_and_never_waits() -> None:
    for file in ROOT.glob("ui/**/*.py"):
        names = imports(file)
        if file.name not in ("session.py", "desks.py", "__main__.py"):
            assert not [
                name for name in names if name.startswith(("sqlalchemy", "requests", "gridapp.store.vault"))
            ], file
        if file.name not in ("session.py", "background.py"):
            assert "wait_for(" not in file.read_text("utf-8"), file
            assert ".result()" not in file.read_text("utf-8"), file


def test_the_main_window_only_navigates() -> None:
    names = imports(ROOT / "ui" / "main_window.py")
    assert not [
        name for name in names if name.startswith(("gridapp.store", "gridapp.sync", "gridapp.actions"))
    ]


def test_no_file_is_a_hall() -> None:
    """No limit on taste, but a file of many hundred lines is more than one thing."""
    for file in SOURCES:
        assert len(file.read_text("utf-8").splitlines()) <= 420, file


def imports(file: Path) -> list[str]:
    names = []
    for node in walk(file):
        if isinstance(node, ast.Import):
            names += [each.name for each in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.append(node.module)
    return names


def strings(file: Path) -> Iterator[str]:
    for node in walk(file):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def code_lines(file: Path) -> list[str]:
    return [line for line in file.read_text("utf-8").splitlines() if not line.lstrip().startswith("#")]


def walk(file: Path) -> Iterator[ast.AST]:
    return ast.walk(ast.parse(file.read_text("utf-8")))
