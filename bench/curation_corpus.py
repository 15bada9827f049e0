"""The corpus of the curation benchmark: functions of pinned wheels, with planted duplicates of eight kinds.

`functions.parquet` is cut once from the wheels of `curation-wheels.txt` (`pip download --no-deps`, cached); a corpus of
n rows takes n * 0.8 of them in the order of their hashes, and plants a duplicate for every fifth row. When there are
fewer functions than that, the rest are heavily edited copies (about half of the tokens), which are no duplicates.
Corpora of more than 500,000 rows repeat that one with other words.
"""

import ast
import builtins
import hashlib
import keyword
import random
import re
import subprocess
import sys
import textwrap
import zipfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from tracepile.machine import count_cpus

HERE = Path(__file__).parent
CACHE = HERE.parent / "var" / "bench"
MIN_TOKENS, MAX_TOKENS = 50, 300
PLANTED_SHARE = 0.2
LARGEST = 500_000
"""Larger corpora are copies of this one with other words, so that only duplicates within a copy are duplicates."""

_ATTEMPTS = 4
_TASKS_AT_ONCE = 5_000
_ROWS_AT_ONCE = 20_000
_TOKEN = re.compile(r"\w+|[^\w\s]|\s+")
_WORD = re.compile(r"[^\W\d]\w*")
_HEAD = re.compile(r"^([ \t]*)(?:async[ \t]+)?def[ \t]", re.MULTILINE)
_FIXED = frozenset(keyword.kwlist) | frozenset(dir(builtins)) | {"self", "cls"}


def find_functions() -> Path:
    """Return the Parquet file of all functions (column code), in the order of their hashes; make it if need be."""
    path = CACHE / "functions.parquet"
    if not path.is_file():
        wheels = CACHE / "wheels"
        command = [sys.executable, "-m", "pip", "download", "-qq", "--no-deps", "--require-hashes"]
        command += ["--only-binary=:all:", "--disable-pip-version-check", "-d", str(wheels)]
        subprocess.run([*command, "-r", str(HERE / "curation-wheels.txt")], check=True)
        names = {line.split("==")[0].replace("-", "_").lower() for line in _pinned()}
        found: dict[bytes, str] = {}
        for wheel in sorted(wheels.glob("*.whl")):
            if wheel.name.partition("-")[0].lower() in names:
                for code in _cut_functions(wheel):
                    found.setdefault(hashlib.sha256(code.encode()).digest(), code)
        table = pa.table({"code": [found[key] for key in sorted(found)]})
        pq.write_table(table, path, compression="zstd")
    return path


def make_corpus(n: int) -> Path:
    """Return the Parquet file of a corpus of n rows: document, code, kind (null for originals), original."""
    path = CACHE / f"corpus-{n}.parquet"
    if n > LARGEST and not path.is_file():
        part = path.with_suffix(".part")
        _repeat_corpus(n // LARGEST, part)
        part.replace(path)
    if not path.is_file():
        codes = pq.read_table(find_functions()).column("code")[: n - int(n * PLANTED_SHARE)].to_pylist()
        dice = random.Random(n)
        with ProcessPoolExecutor(count_cpus()) as processes:
            rows = list(_plan_rows(n, codes, dice, processes))
        order = list(range(n))
        dice.shuffle(order)
        part = path.with_suffix(".part")
        _write_rows(rows, order, part)
        part.replace(path)
    return path


Made = tuple[str, str | None, int | None]
"""Code, kind and original (its place in the list) of one row; the last two are None for originals."""


def _repeat_corpus(n_copies: int, path: Path) -> None:
    """Write the largest corpus several times over; in each further copy every longer word has another ending."""
    file = pq.ParquetFile(make_corpus(LARGEST))
    with pq.ParquetWriter(path, file.schema_arrow, compression="zstd") as writer, duckdb.connect() as con:
        for copy in range(n_copies):
            for batch in file.iter_batches(batch_size=_ROWS_AT_ONCE):
                con.register("batch", pa.Table.from_batches([batch]))
                ending = chr(ord("a") + copy) if copy else ""
                found = con.sql(
                    "SELECT document + $first AS document, "
                    "regexp_replace(code, '([A-Za-z_]{3,})', '\\1' || $ending, 'g') AS code, "
                    "kind, original + $first AS original FROM batch",
                    params={"first": copy * LARGEST, "ending": ending},
                )
                writer.write_table(found.to_arrow_table().cast(file.schema_arrow))


def _plan_rows(n: int, codes: list[str], dice: random.Random, processes: ProcessPoolExecutor) -> Iterator[Made]:
    """Yield the originals, what fills them up to four fifths, and the planted duplicates."""
    n_real, n_planted = len(codes), int(n * PLANTED_SHARE)
    yield from ((code, None, None) for code in codes)
    n_filled = n - n_planted - n_real
    tasks = [("filled", [dice.randrange(n_real)]) for _ in range(n_filled)]
    kinds = [kind for kind in KINDS if kind != "filled"]
    # A change that fails on one function (too few names) is made to the next one.
    tasks += [
        (kinds[at % len(kinds)], [dice.randrange(n_real) for _ in range(_ATTEMPTS)]) for at in range(n - n_planted, n)
    ]
    parts = [tasks[at : at + _TASKS_AT_ONCE] for at in range(0, len(tasks), _TASKS_AT_ONCE)]
    given = (
        (dice.randrange(2**32), [(kind, [(at, codes[at]) for at in places]) for kind, places in part]) for part in parts
    )
    # A few parts at a time: each carries the functions that it changes.
    while batch := list(islice(given, 8)):
        for made in processes.map(_change_part, batch):
            yield from ((code, None, None) if kind == "filled" else (code, kind, at) for code, kind, at in made)


def _change_part(given: tuple[int, list[tuple[str, list[tuple[int, str]]]]]) -> list[tuple[str, str, int]]:
    seed, tasks = given
    dice = random.Random(seed)
    made = []
    for kind, originals in tasks:
        for at, code in originals:
            changed = KINDS[kind](code, dice)
            if changed is not None:
                made.append((changed, kind, at))
                break
        else:
            made.append((originals[0][1], "exact", originals[0][0]))
    return made


def _write_rows(rows: Sequence[Made], order: Sequence[int], path: Path) -> None:
    place = {at: document for document, at in enumerate(order)}
    schema = pa.schema(
        [("document", pa.int32()), ("code", pa.string()), ("kind", pa.string()), ("original", pa.int32())]
    )
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for first in range(0, len(order), _ROWS_AT_ONCE):
            own = [rows[at] for at in order[first : first + _ROWS_AT_ONCE]]
            columns = [
                list(range(first, first + len(own))),
                [code for code, _, _ in own],
                [kind for _, kind, _ in own],
                [None if original is None else place[original] for _, _, original in own],
            ]
            writer.write_table(pa.Table.from_arrays(list(map(pa.array, columns, schema.types)), schema=schema))


def _pinned() -> list[str]:
    lines = (HERE / "curation-wheels.txt").read_text().splitlines()
    return [line for line in lines if "==" in line and not line.startswith("#")]


def _cut_functions(wheel: Path) -> Iterator[str]:
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            if name.endswith(".py"):
                text = archive.read(name).decode("utf-8", "replace").expandtabs()
                yield from _cut_text(text)


def _cut_text(text: str) -> Iterator[str]:
    lines = text.splitlines(keepends=True)
    for number, line in enumerate(lines):
        head = _HEAD.match(line)
        if head is None:
            continue
        indent = len(head[1])
        end = number + 1
        while end < len(lines) and end < number + 200:
            following = lines[end]
            if (
                following.strip()
                and len(following) - len(following.lstrip()) <= indent
                and following.lstrip()[0] not in ")]}"
            ):
                break
            end += 1
        code = textwrap.dedent("".join(lines[number:end])).strip("\n") + "\n"
        if MIN_TOKENS <= sum(not token.isspace() for token in _TOKEN.findall(code)) <= MAX_TOKENS:
            yield code


# kinds of duplicates ----------------------------------------------------------------------------------------------

Change = Callable[[str, random.Random], str | None]


def _copy(code: str, dice: random.Random) -> str:
    return code


def _reformat(code: str, dice: random.Random) -> str:
    """Other indentation, blank lines, spaces around operators and remarks."""
    lines = []
    for line in code.splitlines():
        body = line.lstrip()
        indent = " " * (2 * (len(line) - len(body)))
        lines.append(indent + re.sub(r"\s*([,=+*/<>-])\s*", lambda found: f" {found[1]} ", body))
        if dice.random() < 0.2:
            lines.append("")
    return "\n".join(lines) + "\n\n"


def _edit(share: float) -> Change:
    def edit(code: str, dice: random.Random) -> str:
        tokens = _TOKEN.findall(code)
        words = [token for token in tokens if _WORD.fullmatch(token)]
        places = [at for at, token in enumerate(tokens) if not token.isspace()]
        for at in dice.sample(places, max(1, round(share * len(places)))):
            tokens[at] = f"{dice.choice(words)}{dice.randrange(10)}"
        return "".join(tokens)

    return edit


def _rename_two(code: str, dice: random.Random) -> str | None:
    names = sorted(set(_WORD.findall(code)) - _FIXED)
    if len(names) < 2:
        return None
    for name in dice.sample(names, 2):
        code = re.sub(rf"\b{name}\b", f"{name}_{dice.randrange(100)}", code)
    return code


def rename_all(code: str, dice: random.Random) -> str | None:
    """Every parameter and local variable gets another name, consistently."""
    try:
        tree = ast.parse(code)
    except (SyntaxError, ValueError):
        return None
    bound = {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    bound |= {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    outer = {name for node in ast.walk(tree) if isinstance(node, ast.Global | ast.Nonlocal) for name in node.names}
    called = {keyword_.arg for node in ast.walk(tree) if isinstance(node, ast.Call) for keyword_ in node.keywords}
    bound -= outer | called
    if len(bound) < 2:
        return None
    new = {name: f"v{number}" for number, name in enumerate(dice.sample(sorted(bound), len(bound)))}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            node.id = new.get(node.id, node.id)
        elif isinstance(node, ast.arg):
            node.arg = new.get(node.arg, node.arg)
    return ast.unparse(tree) + "\n"


KINDS: dict[str, Change] = {
    "filled": _edit(0.5),
    "exact": _copy,
    "reformatted": _reformat,
    "2% edited": _edit(0.02),
    "5% edited": _edit(0.05),
    "10% edited": _edit(0.10),
    "15% edited": _edit(0.15),
    "two renamed": _rename_two,
    "all renamed": rename_all,
}
