"""Nothing in the program ranks, scores or compares persons: no field, word, route, command or order of names."""

from __future__ import annotations

import random
import re
from decimal import Decimal
from pathlib import Path

from babel.messages.pofile import read_po

from gridapp.cli.main import _parser
from gridapp.domain.entry import Author, Entry
from gridapp.domain.fields import Lines
from gridapp.domain.org import Org, shipped_units
from gridapp.domain.record import record_types
from gridapp.domain.service_records import totals
from gridapp.domain.world import World
from gridapp.server.app import ROUTES
from tests.conftest import FakeClock

ROOT = Path(__file__).parents[1]
WORDS = re.compile(
    r"\b(rank(ing|ed|s)?|score(s|d|board)?|leader ?board|top \d+|best performer|grade[sd]?|rating|badge|streak)\b|"
    r"排名|排行|积分|得分|评分|打分|评级|榜单|先进个人|末位|勋章|打卡",
    re.IGNORECASE,
)
NAMES = re.compile(r"(^|_)(rank|score|points|rating|grade|badge|streak|leaderboard)(_|$)")
REFUSAL = ("points and rankings", "ratings of persons")
"""What is never stored is said in these words, and in no others."""


def test_the_patterns_find_what_they_are_for() -> None:
    assert WORDS.search("本月排名")
    assert WORDS.search("Top 10 volunteers")
    assert NAMES.search("duty_score")


def test_no_field_holds_such_a_thing() -> None:
    for record in record_types().values():
        names = [*record.fields()]
        names += [part for each in record.fields().values() if isinstance(each, Lines) for part in each.parts]
        assert not [name for name in names if NAMES.search(name)], record.type


def test_no_words_of_the_program_speak_of_it() -> None:
    with (ROOT / "resources/translations/zh_CN/gridapp.po").open("rb") as file:
        said = {str(each.id): str(each.string) for each in read_po(file) if each.id}
    assert {english for english, chinese in said.items() if WORDS.search(f"{english}\n{chinese}")} <= set(
        REFUSAL
    )


def test_no_route_and_no_command_offers_it() -> None:
    ways = [f"{each.method} {each.path}" for each in ROUTES] + _parser().format_help().splitlines()
    assert not [each for each in ways if WORDS.search(each)]


def test_hours_by_person_stand_in_the_order_of_names_whatever_they_are() -> None:
    dice = random.Random(3)
    world = World(Org(shipped_units()), FakeClock())
    names = ["张春燕", "李秀兰", "王德顺", "何立群"]
    for _ in range(20):
        dice.shuffle(names)
        found = totals([_served(name, dice.randint(1, 8)) for name in names], "person", world)
        assert [each.name for each in found] == sorted(names)


def _served(name: str, hours: int) -> Entry:
    body = {
        "person": {"id": name, "name": name},
        "hours": str(Decimal(hours)),
        "period": {"from": "2026-10-01T08:00:00+08:00", "to": f"2026-10-01T{8 + hours:02d}:00:00+08:00"},
        "kind": {"code": "patrol", "name": "巡逻"},
    }
    return Entry(name, "service_record", "", "621026000000", Author(name, name), "agreed", "2026-10-01", body)
