"""`python -m tracepile_airflow.docs`: write docs/DAGs.md from the DAG files, without importing Airflow.

`--check` writes nothing and exits with 1 when the page is not what the DAG files say.
"""

import ast
import sys
from pathlib import Path
from typing import Any

from tracepile_airflow.local.chain import CHAIN

_ROOT = Path(__file__).resolve().parents[2]
PAGE = _ROOT / "docs" / "DAGs.md"

_HEAD = """\
# The DAGs

Written from the files in `dags/` by `make docs`; do not edit it by hand.

Ten DAGs walk from sources to a release. Each has these four tasks, and `publish_release` one more that waits for a
person's approval where that is asked for:

1. `plan` lists the shards that are missing in the store. Nothing missing, nothing to do: the run takes seconds.
2. `run` is mapped over that list and computes one item a task: a shard, or several where they are light or many.
   A task bears its item's name in the grid; at most a hundred tasks a run, and a pool says how many work at once: `llm`
   where a model may be asked, else `shards`.
3. `commit` makes what exists live, whatever became of the shards, and tells the table's asset the counts.
4. `check` fails the run if a shard is missing; in the DAGs of sources it only warns.

The first two have schedules of their own. Each further one is started by the asset of the one before it, so a run of
`ingest_sources` walks through all of them. Every DAG can be triggered alone. A parameter that is left empty is as the
environment says; a `profile` given to `ingest_sources` travels with the asset events to all stages after it.

A mapped task is tried four times with growing delays (twice where it talks to a source). Run a DAG again after mending
a cause: only what is missing is computed.

Three more DAGs run only when somebody triggers them: `rollback_release` and `withdraw_rows` have one task each, and
`dedup_corpus` spreads the work of `tracepile dedup` over all workers.
"""

_TRIGGERED = ("rollback_release", "withdraw_rows", "dedup_corpus")


def build_page() -> str:
    """Return the page."""
    return _HEAD + "".join(_describe(dag_id) for dag_id in (*CHAIN, *_TRIGGERED))


def _describe(dag_id: str) -> str:
    tree = ast.parse((_ROOT / "dags" / f"{dag_id}.py").read_text())
    dag, tasks = _find_calls(tree)
    schedule, params = dag["schedule"], dag["params"]
    # the outlets of the one task that has any
    outlets = next((task["outlets"] for task in tasks.values() if "outlets" in task), None)
    match schedule:
        case ast.List():
            started = "asset " + _name_list(schedule.elts)
        case ast.BinOp():
            started = "asset " + _name_list([schedule.left, schedule.right], " or ")
        case ast.Call():
            started = f"`{ast.literal_eval(schedule.args[0])}` (cron, UTC)"
        case _:
            started = "a person"
    assert isinstance(params, ast.Dict)
    commits = _name_list(outlets.elts) if outlets else "nothing"
    names = ", ".join(f"`{ast.literal_eval(key)}`" for key in params.keys if key is not None)
    return (
        f"\n## {dag_id}\n\n{ast.get_docstring(tree)}\n\n"
        f"| started by | commits | parameters |\n|---|---|---|\n| {started} | {commits} | {names} |\n"
    )


def _find_calls(tree: ast.Module) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """Return the keyword arguments of the DAG and those of its operators by class."""
    found: dict[str, dict[str, Any]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            found[node.func.id] = {keyword.arg: keyword.value for keyword in node.keywords if keyword.arg}
    return found.pop("DAG"), found


def _name_list(elements: list[Any], separator: str = ", ") -> str:
    return separator.join(f"`{element.id.lower()}`" for element in elements)


def main(arguments: list[str]) -> int:
    """Write or check the page; return the exit code."""
    page = build_page()
    if "--check" not in arguments:
        PAGE.parent.mkdir(exist_ok=True)
        PAGE.write_text(page)
        return 0
    is_current = PAGE.is_file() and PAGE.read_text() == page
    if not is_current:
        print("docs/DAGs.md is not what the DAG files say; run `make docs`.", file=sys.stderr)
    return 0 if is_current else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
