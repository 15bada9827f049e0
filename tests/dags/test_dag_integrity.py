"""Every DAG keeps to the rules of the house: wiring, names, documentation, retries, and no weight at parse time."""

import ast
import importlib
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DAG_FILES = sorted((ROOT / "dags").glob("*.py"))

# DAG: stage, asset that starts it, tables it owns
WIRING = {
    "refresh_benchmarks": ("benchmarks", None, ["benchmarks"]),
    "ingest_sources": ("ingest", None, ["programs"]),
    "curate_programs": ("curate", "programs", ["curated", "signatures"]),
    "rewrite_programs": ("rewrite", "curated", ["variants"]),
    "trace_programs": ("trace", "variants", ["runs", "events"]),
    "ask_questions": ("ask", "runs", ["questions"]),
    "narrate_traces": ("narrate", "questions", ["rationales"]),
    "assemble_samples": ("assemble", "rationales", ["samples", "derived"]),
    "validate_samples": ("validate", "samples", ["quality"]),
    "publish_release": ("publish", "quality", ["release"]),
}
ACTIONS = {"rollback_release": ["roll_back"], "withdraw_rows": ["withdraw"]}
SPREAD = "dedup_corpus"
ALL = [*WIRING, *ACTIONS, SPREAD]
SOURCE_DAGS = ("refresh_benchmarks", "ingest_sources")

pytestmark = pytest.mark.airflow


def test_all_files_parse_and_there_is_one_dag_a_file_named_like_it(dag_bag) -> None:
    assert dag_bag.import_errors == {}
    assert {Path(dag.fileloc).stem: dag.dag_id for dag in dag_bag.dags.values()} == {name: name for name in ALL}
    assert [path.stem for path in DAG_FILES] == sorted(ALL)


@pytest.mark.parametrize("dag_id", WIRING)
def test_a_dag_is_started_by_one_asset_and_only_its_commit_has_outlets(dag_bag, dag_id: str) -> None:
    stage, starter, tables = WIRING[dag_id]
    dag = dag_bag.dags[dag_id]
    approval = ["approve"] if dag_id == "publish_release" else []
    assert [task.task_id for task in dag.topological_sort()] == ["plan", *approval, "run", "commit", "check"]
    if starter is None:
        assert type(dag.schedule).__name__ == "PunctualCronTimetable"
    elif dag_id == "assemble_samples":
        assert {asset.name for asset in dag.schedule.objects} == {starter, "withdrawals"}
    else:
        assert [asset.name for asset in dag.schedule] == [starter]
    outlets = {task.task_id: [asset.name for asset in task.outlets] for task in dag.tasks}
    assert outlets == {"plan": [], "run": [], "commit": tables, "check": [], **{name: [] for name in approval}}
    assert dag.get_task("run").is_mapped
    assert {name: dag.get_task(name).stage for name in ("plan", "commit", "check")} == dict.fromkeys(
        ("plan", "commit", "check"), stage
    )
    assert dag.get_task("run").partial_kwargs["stage"] == stage


@pytest.mark.parametrize("dag_id", WIRING)
def test_commit_runs_whatever_became_of_the_shards_and_check_needs_plan_and_commit(dag_bag, dag_id: str) -> None:
    dag = dag_bag.dags[dag_id]
    assert dag.get_task("commit").trigger_rule == "all_done"
    assert dag.get_task("commit").upstream_task_ids == {"run"}
    assert dag.get_task("check").trigger_rule == "all_success"
    assert dag.get_task("check").upstream_task_ids == {"plan", "commit"}
    assert dag.get_task("check").may_miss == (dag_id in SOURCE_DAGS)


@pytest.mark.parametrize("dag_id", ACTIONS)
def test_what_a_person_triggers_runs_for_nobody_else_and_is_not_tried_again(dag_bag, dag_id: str) -> None:
    dag = dag_bag.dags[dag_id]
    assert [task.task_id for task in dag.tasks] == ACTIONS[dag_id]
    assert dag.schedule is None
    assert {task.retries for task in dag.tasks} == {0}


def test_the_search_for_duplicates_is_mapped_over_files_then_over_bands(dag_bag) -> None:
    dag = dag_bag.dags[SPREAD]
    upstream = {task.task_id: task.upstream_task_ids for task in dag.tasks}
    assert upstream == {
        "plan": set(),
        "signatures": {"plan"},
        "number": {"plan", "signatures"},
        "pairs": {"number"},
        "join": {"plan", "pairs"},
    }
    assert dag.schedule is None
    assert {task.task_id for task in dag.tasks if task.is_mapped} == {"signatures", "pairs"}
    for task in dag.tasks:
        assert (task.retries, task.trigger_rule) == (3, "all_success")
        assert task.retry_exponential_backoff
        assert task.execution_timeout
        assert task.outlets == []
        if task.is_mapped:
            assert (task.pool, task.map_index_template) == ("shards", "{{ task.item['name'] }}")


@pytest.mark.parametrize("dag_id", ALL)
def test_a_dag_is_documented_tagged_owned_and_runs_once_at_a_time(dag_bag, dag_id: str) -> None:
    from tracepile_airflow.conventions import Tag

    dag = dag_bag.dags[dag_id]
    source = ast.get_docstring(ast.parse((ROOT / "dags" / f"{dag_id}.py").read_text()))
    assert dag.doc_md.strip() == source
    assert len(source) > 200
    assert dag.description
    assert Tag.TRACEPILE in dag.tags
    assert dag.tags <= {str(tag) for tag in Tag}
    assert len(dag.tags) == 2
    assert dag.owner == "tracepile"
    assert (dag.max_active_runs, dag.catchup, dag.start_date) == (1, False, None)


@pytest.mark.parametrize("dag_id", WIRING)
def test_tasks_are_tried_again_with_growing_delays_and_end_at_last(dag_bag, dag_id: str) -> None:
    dag = dag_bag.dags[dag_id]
    for task in dag.tasks:
        assert task.retries >= 3 or (dag_id in SOURCE_DAGS and task.task_id == "run" and task.retries == 1)
        assert task.retry_exponential_backoff
        assert task.execution_timeout or task.task_id == "approve"
    run = dag.get_task("run")
    assert run.pool == ("llm" if dag_id == "narrate_traces" else "shards")
    assert run.map_index_template == "{{ task.item['name'] }}"


def test_parameters_are_those_that_make_sense_and_have_schemas(dag_bag) -> None:
    from airflow.sdk.exceptions import ParamValidationError

    wanted = {dag_id: {"profile"} for dag_id in WIRING}
    wanted["refresh_benchmarks"] = {"benchmarks"}
    wanted["ingest_sources"] = {"sources", "limit", "profile"}
    wanted["narrate_traces"] = {"profile", "narration_mode", "sglang_model"}
    wanted["publish_release"] = {"profile", "is_approval_required", "release_version"}
    wanted["rollback_release"] = {"version"}
    wanted["withdraw_rows"] = {"by", "value", "reason"}
    wanted[SPREAD] = {"source", "id_column", "column", "kind", "threshold"}
    assert {dag_id: set(dag.params) for dag_id, dag in dag_bag.dags.items()} == wanted
    for dag in dag_bag.dags.values():
        for name in dag.params:
            param = dag.params.get_param(name)
            assert {"type", "title"} <= param.schema.keys()
            assert param.description
            if dag.dag_id != "withdraw_rows" and name != "source":  # what is meant must be said
                param.resolve()  # the default is valid
    ingest = dag_bag.dags["ingest_sources"].params
    ingest.get_param("limit").resolve(7)
    ingest.get_param("sources").resolve(["seed_corpus"])
    for name, wrong in (("limit", 0), ("limit", "many"), ("sources", "seed_corpus"), ("profile", "slow")):
        with pytest.raises(ParamValidationError):
            ingest.get_param(name).resolve(wrong)
    spread = dag_bag.dags[SPREAD].params
    spread.get_param("threshold").resolve(1)
    for name, wrong in (("source", ""), ("kind", "prose"), ("threshold", 0), ("threshold", 1.1), ("column", "")):
        with pytest.raises(ParamValidationError):
            spread.get_param(name).resolve(wrong)


def test_parameters_bear_the_names_of_settings(dag_bag) -> None:
    from tracepile.settings import Settings

    named = {name for dag_id in WIRING for name in dag_bag.dags[dag_id].params}
    assert named <= Settings.model_fields.keys()


def test_owned_tables_and_stages_are_those_of_the_library() -> None:
    from tracepile_airflow.local.chain import CHAIN

    assert {dag_id: (link.stage, link.table) for dag_id, link in CHAIN.items()} == {
        dag_id: (stage, tables[0]) for dag_id, (stage, _, tables) in WIRING.items()
    }
    assert list(CHAIN) == list(WIRING)
    for stage, _, tables in WIRING.values():
        found = importlib.import_module(f"tracepile.{stage}").STAGE
        assert (found.name, list(found.tables)) == (stage, tables)


def test_no_dag_imports_another_or_a_heavy_library() -> None:
    for path in DAG_FILES:
        imported = {
            name
            for node in ast.walk(ast.parse(path.read_text()))
            if isinstance(node, ast.Import | ast.ImportFrom)
            for name in ([node.module] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names])
        }
        assert {str(name).partition(".")[0] for name in imported} <= {"airflow", "tracepile_airflow"}, path


def test_a_dag_file_is_short() -> None:
    assert all(len(path.read_text().splitlines()) <= 100 for path in DAG_FILES)


def test_parsing_is_quick_and_loads_no_heavy_library(run_python) -> None:
    heavy = ["duckdb", "polars", "pyarrow", "great_expectations", "libcst", "minio", "httpx", "tracepile.stage"]
    started = time.monotonic()
    out = run_python(
        "import sys, time\n"
        "import airflow.sdk, airflow.timetables.trigger\n"
        f"known = {{name for name in {heavy!r} if name in sys.modules}}\n"
        "started = time.process_time()\n"
        + "".join(f"import {path.stem}\n" for path in DAG_FILES)
        + "print(time.process_time() - started)\n"
        f"print([name for name in {heavy!r} if name in sys.modules and name not in known])\n"
    )
    seconds, loaded = out.splitlines()[-2:]
    assert loaded == "[]"
    assert float(seconds) < 1.5, f"{seconds} s for ten files, {time.monotonic() - started} s in all"
