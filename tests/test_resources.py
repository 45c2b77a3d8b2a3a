"""The files under resources/: whole, consistent, and every character of them in the fonts beside them."""

import json
import re
from collections.abc import Iterator
from importlib.resources import as_file, files
from importlib.resources.abc import Traversable
from typing import Any

import pytest
from PySide6.QtGui import QFontDatabase, QGuiApplication, QRawFont

from gridapp.domain.deadlines import shipped_deadlines
from gridapp.domain.record import record_types

RESOURCES = files("resources")
TABLES = sorted(
    entry.name.removesuffix(".json")
    for entry in (RESOURCES / "codes").iterdir()
    if entry.name.endswith(".json") and entry.name != "pinyin_overrides.json"
)
FONTS = ("NotoSansCJKsc-Regular.otf", "NotoSansCJKsc-Bold.otf")
# Rare ones of Gansu's place names, and of people's names.
RARE = "䃎坬垯埉埫堎奤屲巉枹楯榃汭洩珣癿瞭磑窎窵竜蔵贠邽郞郿闇靬湫岘喆堃赟䶮①⑳℃→（）"


def read(path: str) -> Any:
    return json.loads((RESOURCES / path).read_text(encoding="utf-8"))


def table(scheme: str) -> dict[str, dict[str, Any]]:
    return {item["code"]: item for item in read(f"codes/{scheme}.json")["items"]}


@pytest.mark.parametrize("scheme", TABLES)
def test_code_table_is_whole(scheme: str) -> None:
    content = read(f"codes/{scheme}.json")
    assert content["scheme"] == scheme
    assert content["version"]
    assert content["source"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", content["valid_from"])
    codes = [item["code"] for item in content["items"]]
    assert len(codes) == len(set(codes)) > 0
    for item in content["items"]:
        assert item["name"]
        assert scheme == "gb47678_matter" or item["en"]
        assert "parent" not in item or item["parent"] in codes


def test_hazard_kinds_have_a_deadline_each() -> None:
    kinds = table("hazard_kind")
    children = [code for code in kinds if len(code) == 4]
    assert {kinds[code]["parent"] for code in children} == {f"{number:02d}" for number in range(1, 15)}
    for code in [*children, "99"]:
        rule = shipped_deadlines().rule("hazard/found", code)
        assert rule is not None
        assert rule.category == code
        assert (rule.amount == 0) == (rule.unit == "at_once")
        assert kinds[code].get("call", "119") in table("emergency_service")
    assert kinds["0201"]["call"] == "119"


def test_every_stage_that_can_be_late_has_its_line() -> None:
    types = [each for each in record_types().values() if each.due]
    stages = {f"{each.type}/{s.name}" for each in types for s in each.workflow.states.values() if not s.final}
    assert set(table("deadline_stage")) == stages | {each.type for each in types}
    assert {each.stage for each in shipped_deadlines().rules} <= stages


def test_standard_directory_is_complete() -> None:
    matters = table("gb47678_matter")
    assert sum(len(code) == 5 for code in matters) == 250
    assert all(code.startswith(item["parent"]) for code, item in matters.items() if len(code) == 5)


def test_places_of_ningxian() -> None:
    content = read("org/ningxian.json")
    assert content["scheme"] == "NBS-2023"
    assert content["source"]
    units = {unit["id"]: unit for unit in content["units"]}
    assert len(units) == len(content["units"])
    kinds = [unit["kind"] for unit in units.values()]
    assert (kinds.count("township"), kinds.count("village")) == (18, 278)
    assert set(kinds) <= set(table("unit_kind"))
    for unit in units.values():
        assert re.fullmatch(r"\d{12}", unit["code"])
        assert unit["parent"] in units or unit["kind"] == "province"


def test_pinyin_overrides_give_one_syllable_per_character() -> None:
    for word, reading in read("codes/pinyin_overrides.json").items():
        assert re.fullmatch(r"[a-z]+( [a-z]+)*", reading)
        assert len(reading.split()) == len(word)


def test_both_themes_have_the_same_tokens() -> None:
    tokens = read("theme/tokens.json")
    assert tokens["light"].keys() == tokens["dark"].keys()


def test_icons_take_the_colour_of_the_theme() -> None:
    for entry in (RESOURCES / "icons").iterdir():
        if entry.name.endswith(".svg"):
            assert "currentColor" in entry.read_text(encoding="utf-8"), entry.name


def test_fonts_are_one_family(qapp: QGuiApplication) -> None:
    for name in FONTS:
        with as_file(RESOURCES / "fonts" / name) as path:
            number = QFontDatabase.addApplicationFont(str(path))
        assert QFontDatabase.applicationFontFamilies(number) == ["Noto Sans CJK SC"]
    assert {"Regular", "Bold"} <= set(QFontDatabase.styles("Noto Sans CJK SC"))


@pytest.mark.parametrize("name", FONTS)
def test_font_has_every_character_in_use(qapp: QGuiApplication, name: str) -> None:
    with as_file(RESOURCES / "fonts" / name) as path:
        font = QRawFont(str(path), 16)
    assert font.isValid()
    lacking = {character for character in characters_in_use() if not font.supportsCharacter(ord(character))}
    assert lacking == set()


def characters_in_use() -> set[str]:
    found = set(RARE)
    for file in json_files(RESOURCES):
        found |= set(strings(json.loads(file.read_text(encoding="utf-8"))))
    return {character for character in found if character.isprintable()}


def json_files(folder: Traversable) -> Iterator[Traversable]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from json_files(entry)
        elif entry.name.endswith(".json"):
            yield entry


def strings(content: Any) -> Iterator[str]:
    """Every character of every string, keys too."""
    if isinstance(content, str):
        yield from content
    elif isinstance(content, dict):
        for key, value in content.items():
            yield from key
            yield from strings(value)
    elif isinstance(content, list):
        for value in content:
            yield from strings(value)
