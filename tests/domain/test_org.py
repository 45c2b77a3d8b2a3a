"""The tree of 宁县, and walking it."""

from __future__ import annotations

from gridapp.domain.org import COUNTY, Org, Unit, shipped_units

ORG = Org(shipped_units())


def test_the_real_tree() -> None:
    kinds = [unit.kind for unit in ORG.units.values()]
    assert kinds.count("township") == 18
    assert kinds.count("village") == 278
    assert all(each.scheme == "NBS-2023" and each.version for each in ORG.units.values())


def test_walking() -> None:
    village = ORG.find("九龙居委会")[0]
    assert ORG.county(village.id) == COUNTY
    assert ORG.label(village.id) == "新宁镇·九龙居委会"
    assert ORG.within(village.id, "621026100000")
    assert not ORG.within("621026100000", village.id)
    assert ORG.path(village.id).startswith(ORG.path(COUNTY))


def test_search_by_initials_of_local_names() -> None:
    assert "长庆桥镇" in {unit.name for unit in ORG.search("cqq")}
    assert "长庆桥镇" in {unit.name for unit in ORG.search("长庆")}


def test_a_circle_in_the_tree_ends() -> None:
    org = Org([Unit("a", "甲", "team", "b"), Unit("b", "乙", "team", "a")])
    assert org.path("a") == "/b/a/"
