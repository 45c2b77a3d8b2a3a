"""The fonts shipped with the program, so that Chinese is shown on a machine without Chinese fonts."""

from functools import cache
from importlib import resources

from PySide6.QtGui import QFontDatabase, QGuiApplication

# Windows has its own good face; the shipped one comes next; the rest help with rare characters.
PREFERRED = "Microsoft YaHei UI"
FALLBACKS = (
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "WenQuanYi Micro Hei",
    "PingFang SC",
    "Microsoft YaHei",
)


@cache
def families() -> tuple[str, ...]:
    """Registers the shipped fonts once and gives the families to use, best first; needs a QGuiApplication."""
    if QGuiApplication.instance() is None:
        raise RuntimeError("fonts need a QGuiApplication")
    shipped = _register()
    # Only families that exist: Qt searches for aliases, slowly and with a warning, when one is missing.
    present = set(QFontDatabase.families())
    wanted = dict.fromkeys((PREFERRED, *shipped, *FALLBACKS))
    return tuple(name for name in wanted if name in present)


def _register() -> list[str]:
    found: list[str] = []
    for entry in sorted(resources.files("resources").joinpath("fonts").iterdir(), key=lambda e: e.name):
        if entry.name.lower().endswith((".ttf", ".otf")):
            with resources.as_file(entry) as path:
                number = QFontDatabase.addApplicationFont(str(path))
            found += QFontDatabase.applicationFontFamilies(number)
    return found
