"""The kinds of value a field can hold. Each carries its own check, storage form, display and example."""

from gridapp.domain.fields.base import Field, Json
from gridapp.domain.fields.choice import Choice
from gridapp.domain.fields.clock import ClockTime
from gridapp.domain.fields.lines import Lines
from gridapp.domain.fields.number import Count, Derived, Number
from gridapp.domain.fields.photos import Photos
from gridapp.domain.fields.place import Place
from gridapp.domain.fields.references import Person, Reference, UnitRef
from gridapp.domain.fields.sameness import Sameness
from gridapp.domain.fields.tally import Tally
from gridapp.domain.fields.text import LongText, Text
from gridapp.domain.fields.time import DateTime, Day, Period

__all__ = [
    "Choice",
    "ClockTime",
    "Count",
    "DateTime",
    "Day",
    "Derived",
    "Field",
    "Json",
    "Lines",
    "LongText",
    "Number",
    "Period",
    "Person",
    "Photos",
    "Place",
    "Reference",
    "Sameness",
    "Tally",
    "Text",
    "UnitRef",
]
