"""JSON, written in C alone: a program that replaces parts of the module `json` replaces nothing here."""

import json
from collections.abc import Callable
from json import encoder
from typing import Any


def _refuse(value: object) -> object:
    raise TypeError(f"an object of type {type(value).__name__} is not JSON")


def _make_writer() -> Callable[[Any], str]:
    make_encoder = vars(encoder)["c_make_encoder"]
    if make_encoder is None:  # an interpreter without the module in C
        return json.JSONEncoder(separators=(",", ":")).encode
    write = make_encoder(None, _refuse, encoder.encode_basestring_ascii, None, ":", ",", False, False, True)
    join = "".join
    return lambda value: join(write(value, 0))


write_json = _make_writer()
"""Write a value as compact ASCII JSON; raise `TypeError` for what JSON has no form for."""
