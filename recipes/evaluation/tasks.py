"""What is asked: the test split of a release, and items of benchmarks in the folder format."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

LETTERS: Final = "ABCDEFGHIJ"

STEPS: Final = "Work through the execution or the solution step by step, then"
DIRECT: Final = "Do not explain anything;"


@dataclass(frozen=True, slots=True)
class Task:
    """One question: its suite (`release`, `gsm8k`, …), the kind that results are grouped by, and the right answer.

    `form` says how an answer is found in a reply and compared: see `answers`. `code` is the program of an input
    prediction, whose `gold` is the output that the predicted input must give; where `call` is given, what that call of
    the program returns is this output, and several arguments are predicted as one tuple.
    """

    id: str
    suite: str
    kind: str
    prompt: str
    gold: str
    form: str
    code: str = ""
    entry_point: str = ""
    call: str = ""


def read_release(path: Path, *, split: str = "test") -> Iterator[Task]:
    """Yield one task per sample of a split of a release, in order of config and sample_id.

    What is made of samples (control arms, documents) asks the same again, or nothing, and is left out.
    """
    import duckdb

    files = sorted(str(file) for file in path.glob(f"data/*/{split}-*.parquet"))
    if not files:
        raise ValueError(f"{path} holds no files data/*/{split}-*.parquet; give the directory of a release.")
    query = """
        SELECT sample_id, config, question_kind, prompt, answer, code, entry_point, input
        FROM read_parquet($files)
        WHERE config != 'cpt' AND NOT starts_with(config, 'control_')
        ORDER BY config, sample_id
    """
    for sample_id, config, kind, prompt, answer, code, entry_point, call in duckdb.sql(
        query, params={"files": files}
    ).fetchall():
        name = f"{config}/{kind}"
        if kind == "input_prediction":
            yield Task(sample_id, "release", name, prompt, answer, "input", code, entry_point, call)
        else:
            yield Task(sample_id, "release", name, prompt, answer, "literal")


def read_benchmark(folder: Path) -> Iterator[Task]:
    """Yield the tasks of one benchmark (`<folder>/items.jsonl`); `cruxeval` gives two an item."""
    path = folder / "items.jsonl"
    make = _MAKERS.get(folder.name)
    if make is None or not path.is_file():
        raise ValueError(f"{folder} is none of the benchmarks that can be evaluated ({', '.join(sorted(_MAKERS))}).")
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield from make(json.loads(line))


def instruct(task: Task, *, with_steps: bool) -> str:
    """Return the text for the model: the question, with or without the request for a chain of execution."""
    if task.form == "letter":
        ending = "end with a line `**Answer:** X`, X being the letter of the right choice."
    else:
        ending = "end with a line `**Answer:** X`, X being the answer alone."
    return f"{task.prompt}\n\n{STEPS if with_steps else DIRECT} {ending}"


def _make_cruxeval(item: dict[str, Any]) -> Iterable[Task]:
    name, code = item["entry_point"], item["prompt"]
    block = f"```python\n{code}\n```"
    yield Task(
        f"{item['id']}/output",
        "cruxeval",
        "output",
        f"{block}\n\nWhat does `{name}({item['input']})` return? Answer with a Python literal.",
        item["output"],
        "literal",
    )
    yield Task(
        f"{item['id']}/input",
        "cruxeval",
        "input",
        f"{block}\n\nWith which arguments does `{name}` return `{item['output']}`? Answer with the arguments alone, as "
        f"they stand between the parentheses of the call; any that work will do.",
        item["output"],
        "input",
        code,
        name,
    )


def _make_gsm8k(item: dict[str, Any]) -> Iterable[Task]:
    gold = item["solution"].rsplit("####", 1)[-1].strip()
    yield Task(item["id"], "gsm8k", "all", item["prompt"], gold, "number")


def _make_math(item: dict[str, Any]) -> Iterable[Task]:
    from recipes.evaluation.answers import find_boxed

    gold = find_boxed(item["solution"])
    if gold is not None:
        prompt = f"{item['prompt']}\n\nPut the final answer into \\boxed{{}}."
        yield Task(item["id"], "math", item.get("subject", "all"), prompt, gold, "math")


def _make_mmlu(item: dict[str, Any]) -> Iterable[Task]:
    choices = item["choices"]
    if item["solution"] not in choices:
        return
    listed = "\n".join(f"{letter}. {choice}" for letter, choice in zip(LETTERS, choices, strict=False))
    gold = LETTERS[choices.index(item["solution"])]
    yield Task(item["id"], "mmlu", item.get("subject", "all"), f"{item['prompt']}\n\n{listed}", gold, "letter")


_MAKERS: Final[dict[str, Callable[[dict[str, Any]], Iterable[Task]]]] = {
    "cruxeval": _make_cruxeval,
    "gsm8k": _make_gsm8k,
    "math": _make_math,
    "mmlu": _make_mmlu,
}
