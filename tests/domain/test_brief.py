"""The brief's template: a clause stands where its values are known, and nowhere else."""

from __future__ import annotations

from gridapp.domain.brief import Template, composed, template

SMALL = Template(
    ["{place}：{name}", "{name}"], [[["来了 {came} 人", "来了人"], ["发 {given} 份"]], [["{found}"]]]
)


def test_the_first_wording_whose_values_are_known_is_taken() -> None:
    told = composed(SMALL, {"name": "宣传", "place": "东口", "came": "3", "given": "20", "found": "漏气！"})
    assert (told.title, told.text) == ("东口：宣传", "来了 3 人，发 20 份。\n漏气！")


def test_what_is_not_known_is_not_spoken_of() -> None:
    told = composed(SMALL, {"name": "宣传", "came": "", "given": ""})
    assert (told.title, told.text) == ("宣传", "来了人。")


def test_values_are_words_and_no_template_themselves() -> None:
    assert composed(SMALL, {"name": "{came}", "came": "3"}).title == "{came}"


def test_the_shipped_template_names_only_values_that_an_event_has() -> None:
    said = {"name", "day", "unit", "place", "audience", "organisers", "came", "given", "materials", "reached",
            "audiences", "counts", "hours", "found"}  # fmt: skip
    assert template("activity").names() == said
