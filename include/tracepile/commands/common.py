"""What all commands share: errors with exit codes, the store option, JSON output."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import typer
from pydantic import ValidationError

from tracepile.settings import Settings, load_settings
from tracepile.store import Store, StoreError, open_store

StoreOption = Annotated[
    str | None, typer.Option("--store", help="A directory or s3://bucket/prefix; default: the store of `make run`.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]


class CommandError(Exception):
    """One sentence for the user, and the exit code (1: the answer is no; 2: the command could not be done)."""

    def __init__(self, message: str, exit_code: int = 2) -> None:
        super().__init__(message)
        self.exit_code = exit_code


@contextmanager
def user_errors() -> Iterator[None]:
    """Turn errors that the user can mend into a `CommandError`."""
    try:
        yield
    except (StoreError, ValueError, OSError) as error:
        raise CommandError(" ".join(str(error).split())) from error


def read_settings(**given: Any) -> Settings:
    """Return the settings, or say in one sentence which one is wrong."""
    try:
        return load_settings(**given)
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"]) or "?"
        raise CommandError(f"The setting {name} (TRACEPILE_{name.upper()}) is wrong: {first['msg']}.") from None


def open_store_option(uri: str | None, **given: Any) -> tuple[Settings, Store]:
    """Open the store of `--store`; `given` are further settings."""
    settings = read_settings(store=uri, **given)
    with user_errors():
        return settings, open_store(settings)


def print_json(value: Any) -> None:
    """Write JSON to standard output."""
    sys.stdout.write(json.dumps(value, indent=2, ensure_ascii=False) + "\n")
