"""The description of the interface as it is kept, and whether a value is what it says."""

import json
from pathlib import Path
from typing import Any

DESCRIPTION = Path(__file__).parents[2] / "web" / "api" / "openapi.json"
DOCUMENT: dict[str, Any] = json.loads(DESCRIPTION.read_text("utf-8"))
TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "null": (type(None),),
}


def resolved(schema: dict[str, Any]) -> dict[str, Any]:
    """Follow a reference within the document; raises KeyError when it leads nowhere."""
    while "$ref" in schema:
        found: Any = DOCUMENT
        for step in schema["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        schema = found
    return schema


def misfits(value: Any, schema: dict[str, Any], path: str = "$") -> list[str]:
    """Say where a value is not what its schema says; keys no schema names are misfits too."""
    schema = resolved(schema)
    if "anyOf" in schema:
        every = [misfits(value, one, path) for one in schema["anyOf"]]
        return min(every, key=len)
    if "allOf" in schema:
        parts = [resolved(one) for one in schema["allOf"]]
        schema = {
            "type": "object",
            "properties": {k: v for one in parts for k, v in one["properties"].items()},
            "required": [name for one in parts for name in one["required"]],
        }
    found = []
    if "const" in schema and value != schema["const"]:
        found.append(f"{path}: {value!r}")
    if "enum" in schema and value not in schema["enum"]:
        found.append(f"{path}: {value!r} is none of {schema['enum']}")
    told = schema.get("type", list(TYPES))
    names = [told] if isinstance(told, str) else told
    kinds = [kind for name in names for kind in TYPES[name]]
    if not isinstance(value, tuple(kinds)) or (isinstance(value, bool) and bool not in kinds):
        return [*found, f"{path}: {value!r} is no {told}"]
    if isinstance(value, dict) and "properties" in schema:
        found += [f"{path}: lacks {name}" for name in schema["required"] if name not in value]
        for name, one in value.items():
            if name in schema["properties"]:
                found += misfits(one, schema["properties"][name], f"{path}.{name}")
            else:
                found.append(f"{path}: {name} is not described")
    if isinstance(value, list) and "items" in schema:
        for number, one in enumerate(value):
            found += misfits(one, schema["items"], f"{path}[{number}]")
    return found


def operations() -> dict[tuple[str, str], dict[str, Any]]:
    """Return every described operation by path and method."""
    return {
        (path, method.upper()): operation
        for path, item in DOCUMENT["paths"].items()
        for method, operation in item.items()
    }


def references(node: Any) -> list[str]:
    """Find every reference in the document."""
    if isinstance(node, dict):
        own = [node["$ref"]] if "$ref" in node else []
        return own + [one for value in node.values() for one in references(value)]
    return [one for value in node for one in references(value)] if isinstance(node, list) else []
