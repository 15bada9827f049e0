"""The model of the test server: it writes what the schema asks for, and can be made to write wrong values."""

import json
import re
from hashlib import sha256
from typing import Any

from tests.sglang_server import narration, rewriting

ANSWERERS = {**narration.ANSWERERS, **rewriting.ANSWERERS}


def answer(body: dict[str, Any]) -> str:
    """Return the whole text for a chat request."""
    wanted = (body.get("response_format") or {}).get("json_schema")
    if wanted is None:
        return f"An answer of {len(body['messages'])} messages."
    answerer = ANSWERERS.get(wanted["name"])
    value = answerer(body) if answerer else make_instance(wanted["schema"])
    return json.dumps(value, ensure_ascii=False)


def make_instance(schema: dict[str, Any]) -> Any:
    """Return the plainest instance of a schema; raise ValueError for a type that there is not."""
    if "enum" in schema:
        return schema["enum"][0]
    if "const" in schema:
        return schema["const"]
    for name in ("anyOf", "oneOf"):
        if name in schema:
            return make_instance(schema[name][0])
    kind = schema.get("type")
    if kind == "object":
        return {name: make_instance(part) for name, part in schema.get("properties", {}).items()}
    if kind == "array":
        return [make_instance(schema.get("items", {}))] * max(1, schema.get("minItems", 1))
    if kind == "string":
        return "some text"[: schema.get("maxLength", 100)]
    if kind == "integer" or kind == "number":
        return schema.get("minimum", 1)
    if kind == "boolean":
        return True
    if kind in ("null", None):
        return None
    raise ValueError(f'Unsupported type "{kind}"')


def falsify(text: str) -> str:
    """Return a JSON answer in which numbers, quoted words and the names of slots are wrong; its form stays."""
    return json.dumps(_falsify(json.loads(text)), ensure_ascii=False)


def _falsify(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _falsify(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_falsify(part) for part in value]
    if isinstance(value, str):
        return re.sub(r"\d+|\bTrue\b|\bFalse\b|'[^']*'", _change, value)
    return value


def _change(found: re.Match[str]) -> str:
    old = found[0]
    if old.isdigit():
        return str(int(old) + 1 + sha256(old.encode()).digest()[0] % 9)
    return {"True": "False", "False": "True"}.get(old, "'wrong'")
