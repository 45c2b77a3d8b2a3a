"""Made-up records for the sync benchmark: 15 fields with Chinese text, put together from phrases.

They come to about 700 bytes of JSON: every choice is stored with its table, version, code and name.
"""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Any

from gridapp.domain.fields import Choice
from gridapp.domain.fields.base import Json
from gridapp.domain.record import record_type
from gridapp.domain.world import World
from tests.bench.crowd import SEEN, WHERE

TYPE = "publicity"
HOSTS = ("新宁派出所", "九龙社区", "县司法局", "城关小学", "县消防救援大队", "和盛镇综治中心")
HEARD = (
    "群众对刷单诈骗问得最多",
    "老人关心养老诈骗",
    "商户要求上门检查",
    "学生家长问上下学安全",
    "已登记回访",
)
CHOSEN = ("theme", "venue_kind", "form", "audience_basis")
COUNTED = ("audience_n", "leaflets_n", "banners_n", "boards_n", "lectures_n", "households_n", "questions_n")


def body(dice: random.Random, now: datetime) -> dict[str, Json]:
    """A whole record as a person types it: fields by name, unchecked."""
    fields = record_type(TYPE).fields()
    start = now - timedelta(minutes=dice.randint(120, 60_000))
    values: dict[str, Any] = {
        "place": {"text": f"{dice.choice(WHERE)}{dice.randint(1, 30)}号楼{dice.randint(1, 6)}单元"},
        "period": {
            "from": start.isoformat(timespec="seconds"),
            "to": (start + timedelta(minutes=dice.randint(20, 110))).isoformat(timespec="seconds"),
        },
        "co_organisers": dice.choice(HOSTS),
        "note": f"{dice.choice(HEARD)}，{dice.choice(SEEN)}已劝导。",
    }
    for name in CHOSEN:
        choice = fields[name]
        assert isinstance(choice, Choice)
        values[name] = dice.choice(list(choice.table.codes))
    return values | {name: dice.randint(1, 99) for name in COUNTED}


def stored(dice: random.Random, world: World) -> dict[str, Json]:
    """The same as it is stored and sent."""
    record = record_type(TYPE)
    return record.complete(record.clean(body(dice, world.now()), world), world)
