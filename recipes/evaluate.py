"""Evaluate a served model: `python -m recipes.evaluate --url http://localhost:30000 --model NAME --release DIR …`.

Asks the test split of a release per question kind, and benchmarks in the folder format (CRUXEval input and output
prediction, GSM8K, MATH, MMLU), with and without the request for a chain of execution. Prints a table; `--json FILE`
writes every figure. The key of the endpoint is read from the environment variable OPENAI_API_KEY.
"""

import argparse
import json
import os
import sys
from collections import defaultdict
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from recipes.evaluation.answers import find_answer, is_right
from recipes.evaluation.endpoint import Endpoint, ask_all
from recipes.evaluation.inputs import judge_inputs
from recipes.evaluation.tasks import Task, instruct, read_benchmark, read_release


def evaluate(endpoint: Endpoint, tasks: Sequence[Task], *, with_steps: bool) -> list[dict[str, Any]]:
    """Return one row per suite and kind: n asked, n answered (an answer was found), n right, share right (0-1)."""
    replies = ask_all(endpoint, [instruct(task, with_steps=with_steps) for task in tasks])
    answers = [
        None if reply is None else find_answer(reply, task.form) for task, reply in zip(tasks, replies, strict=True)
    ]
    verdicts = [
        answer is not None and task.form != "input" and is_right(answer, task.gold, task.form)
        for task, answer in zip(tasks, answers, strict=True)
    ]
    by_run = [at for at, task in enumerate(tasks) if task.form == "input"]
    for at, verdict in zip(
        by_run, judge_inputs([tasks[at] for at in by_run], [answers[at] for at in by_run]), strict=True
    ):
        verdicts[at] = verdict
    groups: dict[tuple[str, str], list[int]] = defaultdict(list)
    for at, task in enumerate(tasks):
        groups[task.suite, task.kind].append(at)
    return [
        {
            "suite": suite,
            "kind": kind,
            "prompting": "coe" if with_steps else "direct",
            "n": len(group),
            "n_answered": sum(answers[at] is not None for at in group),
            "n_right": sum(verdicts[at] for at in group),
            "share": sum(verdicts[at] for at in group) / len(group),
        }
        for (suite, kind), group in sorted(groups.items())
    ]


def write_table(rows: Sequence[dict[str, Any]]) -> str:
    """Return the figures as a table: a line per suite and kind, a column per way of prompting."""
    found = {(row["suite"], row["kind"], row["prompting"]): row for row in rows}
    ways = sorted({row["prompting"] for row in rows})
    lines = [f"{'suite':<10} {'kind':<44} {'n':>6} " + " ".join(f"{way:>8}" for way in ways)]
    for suite, kind in sorted({(row["suite"], row["kind"]) for row in rows}):
        cells = [found.get((suite, kind, way)) for way in ways]
        n = next(cell["n"] for cell in cells if cell)
        shares = " ".join(f"{cell['share']:>8.1%}" if cell else f"{'':>8}" for cell in cells)
        lines.append(f"{suite:<10} {kind:<44} {n:>6} {shares}")
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return the exit code."""
    parser = argparse.ArgumentParser(prog="evaluate", description=__doc__.split("\n")[0])
    parser.add_argument("--url", required=True, help="address of the endpoint, before /v1")
    parser.add_argument("--model", required=True)
    parser.add_argument("--release", type=Path, help="directory of a release")
    parser.add_argument("--benchmark", type=Path, action="append", default=[], help="folder of a benchmark; repeatable")
    parser.add_argument("--prompting", choices=("coe", "direct", "both"), default="both")
    parser.add_argument("--limit", type=int, help="at most so many tasks of each suite")
    parser.add_argument("--concurrency", type=int, default=16)
    parser.add_argument("--max-tokens", type=int, default=2048)
    parser.add_argument("--json", type=Path, help="file for all figures")
    given = parser.parse_args(arguments)
    try:
        suites = [read_release(given.release)] if given.release else []
        suites += [read_benchmark(folder) for folder in given.benchmark]
        tasks = [task for suite in suites for task in islice(suite, given.limit)]
        if not tasks:
            raise ValueError("There is nothing to ask; give --release DIR or --benchmark DIR.")
        endpoint = Endpoint(
            given.url,
            given.model,
            os.environ.get("OPENAI_API_KEY", ""),
            concurrency=given.concurrency,
            max_tokens=given.max_tokens,
        )
        ways = {"coe": (True,), "direct": (False,), "both": (True, False)}[given.prompting]
        rows = [row for with_steps in ways for row in evaluate(endpoint, tasks, with_steps=with_steps)]
    except (ValueError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    print(write_table(rows))
    if given.json:
        given.json.write_text(json.dumps({"model": given.model, "rows": rows}, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
