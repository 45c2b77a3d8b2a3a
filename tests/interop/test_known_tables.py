"""The table that a hotline hands over, as it comes."""

from __future__ import annotations

from gridapp.actions import entries, imports
from gridapp.domain.record import record_type
from gridapp.interop.incoming import read_rows
from gridapp.interop.known_tables import known_map
from gridapp.store.lists import Query
from tests.office import COORDINATOR, Office

HEADINGS = (
    "工单编号,受理类型,录入时间,工单类型,问题分类,紧急程度,是否保密,联系人,联系电话,"
    "地址,问题描述,办结时限,承办单位"
)
LAMPS = "集市东口三盏路灯不亮。" * 9
ORDERS = f"""{HEADINGS}
01,电话,2026-11-17 09:30:00,求助,路灯照明,紧急,否,某女士,13800000000,集市东口,{LAMPS},2026-11-24 18:00:00,和盛镇
02,网络,2026-11-17 10:05,建议,从没见过的分类,,是,,,新宁镇东门,建议增设斑马线,,
03,电话,昨天,投诉,噪音扰民,一般,否,,,新宁镇东门,夜间施工,,
"""


def test_a_hotlines_work_orders_are_taken_in_without_a_map(small_office: Office) -> None:
    desk, case = small_office.desk(COORDINATOR), record_type("case")
    rows = read_rows(case, "12345.csv", ORDERS.encode("gb18030"), desk.person.author.stored())
    report = imports.import_rows(desk, "case", rows, dry_run=False, unit="新宁镇")
    assert (report.good, list(report.bad)) == (2, [4])
    assert [each.field for each in report.bad[4]] == ["received_at"]
    lamp, crossing = sorted(entries.find(desk, Query(case)), key=lambda each: str(each.body["external_no"]))
    told = lamp.body
    assert (told["channel"]["code"], told["topic"]["code"], told["urgency"]["code"]) == (
        "hotline",
        "0302",
        "urgent",
    )
    assert len(told["summary"]) == 80
    assert told["description"] == LAMPS
    assert told["due_at"] == "2026-11-24T18:00:00+08:00"
    assert (crossing.body["topic"]["code"], crossing.body["nature"]["code"]) == ("99", "suggestion")
    assert "due_at" not in crossing.body


def test_other_tables_are_not_taken_for_it() -> None:
    case = record_type("case")
    assert known_map(("工单编号", "内容"), case) is None
    assert known_map(("工单编号", "问题描述"), record_type("hazard")) is None
    mapping = known_map(("工单编号", "问题描述"), case)
    assert mapping is not None
    assert mapping.missing(("工单编号", "问题描述")) == []


def test_what_a_form_names_is_there() -> None:
    mapping = known_map(tuple(HEADINGS.split(",")), record_type("case"))
    assert mapping is not None
    for name, source in mapping.sources.items():
        table = getattr(record_type("case").field(name), "table", None)
        assert all(table.find(code) for code in source.values.values()) if table else not source.values
