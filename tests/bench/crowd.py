"""A store with very many entries, made the way a pull makes them."""

from __future__ import annotations

import random
import time
from datetime import timedelta
from pathlib import Path

from gridapp.actions.desk import Desk
from gridapp.domain.entry import Author, Entry
from gridapp.domain.record import example, record_types
from gridapp.store import rows
from gridapp.store.home import Home
from tests.office import PASSWORD

SEEN = (
    "楼道堆放杂物",
    "消防通道被占",
    "井盖破损下沉",
    "路灯不亮",
    "线缆低垂",
    "护栏缺口",
    "灭火器过期",
    "飞线充电",
    "墙体开裂",
    "噪音扰民",
)
WHERE = (
    "九龙花园",
    "东门市场",
    "南街巷",
    "北河沿线",
    "城关小学",
    "长庆桥镇政府",
    "和盛镇老街",
    "早胜镇集市",
    "便民桥东侧",
    "客运站门前",
)
RARE = "雪豹"  # stands in one entry of a hundred thousand


def filled(folder: Path, count: int) -> Home:
    """A home whose only vault holds `count` entries of the activities; made once, then kept."""
    home = Home(folder)
    shared = home.shared()
    if home.vaults():
        shared.close()
        return home
    desk = Desk(home.create_vault(shared, PASSWORD), shared)
    dice = random.Random(1)
    kinds = [each for each in record_types().values() if each.work]
    samples = {kind.type: [example(kind, desk.world, dice) for _ in range(40)] for kind in kinds}
    units = [each.id for each in desk.org.units.values() if each.kind == "village"]
    now, started = desk.world.now(), time.monotonic()
    for start in range(0, count, 5000):
        made = []
        for number in range(start, min(count, start + 5000)):
            kind = kinds[number % len(kinds)]
            at = (now - timedelta(minutes=dice.randint(0, 2_000_000))).isoformat(timespec="seconds")
            body = {**dice.choice(samples[kind.type])}
            words = f"{dice.choice(WHERE)}{dice.choice(SEEN)}{number}" + (
                RARE if number % 100_000 == 9 else ""
            )
            for name, field in kind.fields().items():
                if name == kind.when:
                    body[name] = {"from": at, "to": at} if field.kind == "period" else at
            body[kind.heading] = {"text": words} if isinstance(body[kind.heading], dict) else words
            made.append(
                Entry(
                    f"{number:08x}-0000-7000-8000-{dice.getrandbits(48):012x}",
                    kind.type,
                    f"{kind.letters}-621026-B-{number:07d}",
                    dice.choice(units),
                    Author(f"person-{number % 300}", "张春燕"),
                    dice.choice(list(kind.workflow.states)),
                    at,
                    body,
                    seq=number + 1,
                )
            )
        with desk.vault.writing() as connection:
            rows.write(connection, made)
    print(f"made {count:,} entries in {time.monotonic() - started:.0f} s")
    desk.vault.close()
    shared.close()
    return home
