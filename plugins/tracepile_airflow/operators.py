"""The four tasks of every stage's DAG: plan, run (mapped over what is missing), commit, check.

They are thin over `tracepile.stage`. The library is imported inside `execute` only: DAG files are parsed again and
again, and Arrow and DuckDB have no business there.
"""

from __future__ import annotations

import importlib
import os
import time
from abc import abstractmethod
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NoReturn

from airflow.sdk import BaseOperator
from airflow.sdk.exceptions import AirflowFailException

from tracepile_airflow.links import RejectsLink, RowsLink
from tracepile_airflow.processes import die_with_parent

if TYPE_CHECKING:
    from airflow.sdk import Context

    from tracepile.settings import Settings
    from tracepile.stage import Stage, WorkItem
    from tracepile.store import Store


_FINAL_ERRORS = frozenset({"PublishError", "SandboxUnavailableError", "DeploymentError"})
"""Errors that people must mend: trying again changes nothing. By name, since their modules are not loaded here."""

_VERSION = "stage_version"
"""The key under which `plan` leaves the version of its code: a commit by another one would find nothing done."""

_WAITING_ERROR = "ServerNotReadyError"
"""The model server is starting: nothing is wrong yet."""


def _inherited_profile(context: Mapping[str, Any]) -> str | None:
    """Return the profile that the asset event which started this run was made with, if one did."""
    for events in (context.get("triggering_asset_events") or {}).values():
        for event in reversed(events):
            if event.extra.get("profile"):
                return str(event.extra["profile"])
    return None


def read_run_settings(context: Context) -> Settings:
    """Return the settings of this run, its parameters over the environment's; fail for good when they are wrong."""
    from pydantic import ValidationError

    from tracepile.settings import load_settings

    # an emptied field of the trigger form comes as an empty list or text
    given = {name: value for name, value in context["params"].items() if value}
    given["profile"] = given.get("profile") or _inherited_profile(context)
    try:
        return load_settings(**given)
    except ValidationError as error:
        raise AirflowFailException(f"The settings of this run are wrong: {error}") from None


class StageOperator(BaseOperator):
    """Common to the four: knows its stage, opens the store with the run's parameters, links to what was made.

    :param stage: the package of the stage, such as `curate`.
    """

    operator_extra_links = (RowsLink(), RejectsLink())
    is_done = False
    """Whether the task has succeeded; its links then lead to what it made."""

    def __init__(self, *, stage: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.stage = stage

    def execute(self, context: Context) -> Any:
        die_with_parent()
        from tracepile.store import open_store

        settings = read_run_settings(context)
        stage = importlib.import_module(f"tracepile.{self.stage}").STAGE
        store = open_store(settings)
        begun, used = time.monotonic(), _read_cpu_s()
        result = self.work(context, stage, store, settings)
        # What the task took beyond this is Airflow's (bench/scale.py).
        self.log.info("Worked %.3f s, with %.3f s of processor time.", time.monotonic() - begun, _read_cpu_s() - used)
        return result

    @abstractmethod
    def work(self, context: Context, stage: Stage, store: Store, settings: Settings) -> Any:
        """Do this task's part of the stage, and return what the next tasks need."""


def _read_cpu_s() -> float:
    """Return the processor time of this process and of those it started and awaited, in seconds."""
    return sum(os.times()[:4])


class PlanOperator(StageOperator):
    """List the missing work as items to map over; nothing missing, nothing to map."""

    ui_color = "#e8f0fe"

    def work(self, context: Context, stage: Stage, store: Store, settings: Settings) -> list[WorkItem]:
        from tracepile.stage import plan

        context["ti"].xcom_push(_VERSION, stage.version)
        items = plan(stage, store, settings)
        self.log.info("%d work items are missing: %s", len(items), [item["name"] for item in items])
        return items


class RunOperator(StageOperator):
    """Compute the shards of one work item.

    When the model server is starting or gone, the task waits without a worker slot, and then runs again: what was
    answered before comes from the request cache.

    :param item: one of the items that `PlanOperator` listed.
    """

    ui_color = "#e6f4ea"

    def __init__(self, *, item: WorkItem, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.item = item

    def work(self, context: Context, stage: Stage, store: Store, settings: Settings) -> dict[str, int]:
        from tracepile.stage import run_item

        try:
            counts = run_item(stage, store, settings, self.item)
        except Exception as error:
            for note in getattr(error, "__notes__", []):
                self.log.error(note)
            if type(error).__name__ in _FINAL_ERRORS:
                raise AirflowFailException(str(error)) from error
            if type(error).__name__ == _WAITING_ERROR:
                self.log.info("%s Waiting for it.", error)
                self._wait_for_model(settings)
            raise
        self.log.info("%s: %s", self.item["name"], counts)
        self.is_done = True
        return counts

    def _wait_for_model(self, settings: Settings) -> NoReturn:
        from tracepile.llm import root_of
        from tracepile_airflow.triggers import ModelServerTrigger

        trigger = ModelServerTrigger(url=root_of(settings), timeout_s=settings.sglang_start_timeout_s)
        self.defer(trigger=trigger, method_name="resume")

    def resume(self, context: Context, event: dict[str, Any]) -> Any:
        """Run again after the wait; fail when the server did not come up in time."""
        if not event["is_ready"]:
            raise AirflowFailException(
                f"The model server was not ready after {event['waited_s']:.0f} s; start it, or mend "
                "TRACEPILE_SGLANG_URL, and clear this task."
            )
        return self.execute(context)


class CommitOperator(StageOperator):
    """Make what exists live, and tell the table's asset what changed.

    It runs whatever became of the shards (trigger rule `all_done`), and it alone has outlets: Airflow registers asset
    events of successful tasks only, and an outlet on a mapped task would start the next DAG once per shard.
    """

    ui_color = "#fef7e0"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"trigger_rule": "all_done", **kwargs})

    def work(self, context: Context, stage: Stage, store: Store, settings: Settings) -> dict[str, Any]:
        from tracepile.stage import check_version, commit

        check_version(stage, context["ti"].xcom_pull(task_ids="plan", key=_VERSION))
        result = commit(stage, store, settings)
        extra: dict[str, Any] = {**result.extra(), "profile": settings.profile}
        for asset in self.outlets:
            context["outlet_events"][asset].extra = extra
        self.log.info("Commit of %s: %s", stage.table, extra)
        self.is_done = True
        return {**extra, "missing_names": list(result.missing)}


class CheckOperator(StageOperator):
    """Fail the run if work was left undone.

    :param commit: what `CommitOperator` returned.
    :param may_miss: only warn, because one unreachable source must not stop the rest.
    """

    template_fields = ("commit",)
    ui_color = "#fce8e6"

    def __init__(self, *, commit: Any, may_miss: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.commit = commit
        self.may_miss = may_miss

    def work(self, context: Context, stage: Stage, store: Store, settings: Settings) -> None:
        from tracepile.stage import IncompleteError, check

        try:
            check(stage, self.commit["missing_names"])
        except IncompleteError as error:
            if not self.may_miss:
                raise AirflowFailException(str(error)) from None
            self.log.warning("%s", error)
        self.judge(store)
        self.is_done = True

    def judge(self, store: Store) -> None:
        """Look at what was committed; raise to fail the run. By default everything will do."""


class VerdictOperator(CheckOperator):
    """Fail the run if work was left undone or an expectation that stops a release does not hold."""

    operator_extra_links = (RowsLink(),)

    def judge(self, store: Store) -> None:
        from tracepile.validate import UnfitError, raise_if_failed

        try:
            raise_if_failed(store)
        except UnfitError as error:
            raise AirflowFailException(str(error)) from None
