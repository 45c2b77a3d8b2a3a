"""What a type has made by hand: a module of its name in a package, else the one that serves every type."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any


def made_for(package: str, type_name: str, name: str, otherwise: Any) -> Any:
    """`name` from `ui.<package>.<type_name>` where there is such a module, else `otherwise`."""
    module = f"ui.{package}.{type_name}"
    return getattr(import_module(module), name) if find_spec(module) else otherwise
