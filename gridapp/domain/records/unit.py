"""单位: a grid, department, school or team that is added to the shipped tree."""

from gridapp.domain.fields import Choice, Count, Lines, LongText, Person, Text, UnitRef
from gridapp.domain.privacy import Privacy
from gridapp.domain.record import Record
from gridapp.domain.workflow import STAFF, Move, State, Workflow
from gridapp.i18n import N_


class UnitRecord(Record):
    type = "unit"
    letters = "DW"
    singular = N_("Unit")
    plural = N_("Units")
    hint = N_("Grids, departments, schools, teams")
    icon = "sitemap"
    tone = "grey"
    work = False
    shelf = "people"
    heading = "name"
    columns = ("name", "kind", "parent", "code")
    filters = ("kind",)
    adders = STAFF
    stands_for = "unit"
    shared = True

    name = Text(N_("Name"), required=True, limit=60, privacy=Privacy.PUBLIC, sample="第三网格")
    kind = Choice(N_("Kind"), "unit_kind", required=True, privacy=Privacy.PUBLIC)
    parent = UnitRef(N_("Belongs to"), required=True, privacy=Privacy.PUBLIC, fixed=True)
    code = Text(N_("Code"), limit=20, privacy=Privacy.PUBLIC, sample="621026100004003")
    area = LongText(
        N_("What it covers"),
        limit=300,
        privacy=Privacy.PUBLIC,
        sample="东门外大街以北、北河路以南，含九龙花园",
    )
    supervise_phone = Text(N_("Supervision phone"), limit=20, privacy=Privacy.PUBLIC, sample="0934-0000000")
    leader = Person(N_("Leader"))
    deputy = Person(N_("Deputy"))
    contact = Text(N_("Contact"), limit=60, sample="0934-0000000")
    households_n = Count(N_("Households"), high=100_000)
    residents_n = Count(N_("Residents"), high=1_000_000)
    workers = Lines(
        N_("Workers"),
        {
            "name": Text(N_("Name"), required=True, limit=40, sample="马晓霞"),
            "phone": Text(N_("Phone"), limit=20, sample="0934-0000000"),
        },
        privacy=Privacy.PUBLIC,
        help=N_("Name and phone are public by rule"),
    )

    workflow = Workflow(
        (
            State("active", N_("Active"), "green", "check"),
            State("closed", N_("Closed down"), "grey", "archive", final=True),
        ),
        (
            Move("close", N_("Close down"), ("active",), "closed", STAFF),
            Move("reopen", N_("Reopen"), ("closed",), "active", STAFF, backwards=True),
        ),
    )
