"""The OpenAPI 3.1 description of the server, made from its routes and from what each takes and gives.

The framework cannot make it: bodies are read and written by msgspec, compressed or not. It is served nowhere; tests
read it, and whoever writes another client can.
"""

from __future__ import annotations

import re
from typing import Any

import msgspec

from gridapp import __version__
from gridapp.domain.op import Op
from gridapp.server.app import ROUTES
from gridapp.server.calls import Route
from gridapp.server.ways import WAYS, Page, Way
from gridapp.sync.protocol import MEDIA_TYPE, Failure, Push

_REFERENCE = "#/components/schemas/{name}"
_BINARY = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
_COMPRESSED = (
    "JSON, as it is or compressed with zstd or gzip; the answer is compressed when X-Packed says so."
)


def document() -> dict[str, Any]:
    """The whole description, as JSON holds it."""
    kinds = [
        kind for way in WAYS.values() for kind in (way.takes, way.gives) if kind not in (None, bytes, Page)
    ]
    schemas, parts = msgspec.json.schema_components([*kinds, Failure, Op], ref_template=_REFERENCE)
    of = {repr(kind): schema for kind, schema in zip([*kinds, Failure, Op], schemas, strict=True)}
    parts[Push.__name__]["properties"]["ops"]["items"] = of[repr(Op)]  # each as its bytes were hashed
    paths: dict[str, dict[str, Any]] = {}
    for route in ROUTES:
        way = WAYS[f"{route.method} {route.path}"]
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route, way, of)
    return {
        "openapi": "3.1.0",
        "info": {"title": "GridApp", "version": __version__, "description": _COMPRESSED},
        "paths": paths,
        "components": {
            "schemas": parts,
            "securitySchemes": {"device": {"type": "http", "scheme": "bearer"}},
        },
    }


def _operation(route: Route, way: Way, of: dict[str, Any]) -> dict[str, Any]:
    failure = {MEDIA_TYPE: {"schema": of[repr(Failure)]}}
    done: dict[str, Any] = {"description": "Done"}
    if way.gives is not None:
        done["content"] = _content(way.gives, of)
    operation: dict[str, Any] = {
        "operationId": re.sub(r"\W+", "_", f"{route.method.lower()}{route.path}").strip("_"),
        "summary": route.summary,
        "description": f"Reaches {way.reach}.",
        "parameters": _parameters(route, way),
        "responses": {
            str(way.done): done,
            "4XX": {"description": "Refused, in words", "content": failure},
            "503": {"description": "The server cannot do it just now", "content": failure},
        },
    }
    if way.takes is not None:
        operation["requestBody"] = {"required": True, "content": _content(way.takes, of)}
    if route.needs != "nothing":
        operation["security"] = [{"device": []}]
    return operation


def _content(kind: object, of: dict[str, Any]) -> dict[str, Any]:
    if kind is Page:
        return {"text/html": {"schema": {"type": "string"}}}
    return _BINARY if kind is bytes else {MEDIA_TYPE: {"schema": of[repr(kind)]}}


def _parameters(route: Route, way: Way) -> list[dict[str, Any]]:
    text = {"type": "string"}
    named = [
        {
            "name": name,
            "in": "path",
            "required": True,
            "schema": {"type": "integer"} if name == "seq" else text,
        }
        for name in re.findall(r"{(\w+)}", route.path)
    ]
    asked = [
        {"name": name, "in": "header", "required": True, "schema": text, "example": example}
        for name, example in way.asks
    ]
    queries = [{"name": name, "in": "query", "required": False, "schema": text} for name in way.query]
    return [*named, *asked, *queries]
