"""The tasks of `dedup_corpus`: plan, signatures, number, pairs, join. Thin over `tracepile.dedup`."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, Any

from airflow.sdk import BaseOperator
from airflow.sdk.exceptions import AirflowFailException

from tracepile_airflow.operators import read_run_settings
from tracepile_airflow.processes import die_with_parent

if TYPE_CHECKING:
    from airflow.sdk import Context

    from tracepile.dedup import BandItem, GroupItem
    from tracepile.settings import Settings
    from tracepile.store import Objects


class DedupOperator(BaseOperator):
    """Common to the five: opens the store; what people must mend is not tried again."""

    def execute(self, context: Context) -> Any:
        die_with_parent()
        from tracepile.dedup import DedupError
        from tracepile.store import open_objects

        settings = read_run_settings(context)
        try:
            result = self.work(open_objects(settings), settings, context)
        except DedupError as error:
            raise AirflowFailException(str(error)) from None
        self.log.info("%s", result)
        return result

    @abstractmethod
    def work(self, objects: Objects, settings: Settings, context: Context) -> Any:
        """Do this task's part, and return what the next ones need."""


class MappedDedupOperator(DedupOperator):
    """One of many at once.

    :param item: its share, as the task before listed it.
    """

    ui_color = "#e6f4ea"

    def __init__(self, *, item: Any, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.item = item


class WholeDedupOperator(DedupOperator):
    """Over all groups of files.

    :param groups: what `PlanCorpusOperator` listed.
    """

    template_fields = ("groups",)

    def __init__(self, *, groups: list[GroupItem], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.groups = groups


class PlanCorpusOperator(DedupOperator):
    """List the files of the source in groups to map over."""

    ui_color = "#e8f0fe"

    def work(self, objects: Objects, settings: Settings, context: Context) -> list[GroupItem]:
        from tracepile.dedup import Options, plan_job

        params = context["params"]
        options = Options(
            source=params["source"],
            id_column=params["id_column"],
            column=params["column"],
            is_code=params["kind"] == "code",
            threshold=float(params["threshold"]),
        )
        return plan_job(objects, settings, options, str(context["run_id"]))


class SignGroupOperator(MappedDedupOperator):
    """Write the signatures of one of the groups that `PlanCorpusOperator` listed."""

    item: GroupItem

    def work(self, objects: Objects, settings: Settings, context: Context) -> dict[str, int]:
        from tracepile.dedup import sign_group

        return sign_group(objects, self.item)


class NumberRowsOperator(WholeDedupOperator):
    """Number the rows of all groups, and list the bands in groups to map over."""

    ui_color = "#e8f0fe"

    def work(self, objects: Objects, settings: Settings, context: Context) -> list[BandItem]:
        from tracepile.dedup import number_rows

        return number_rows(objects, self.groups[0]["job"])


class FindPairsOperator(MappedDedupOperator):
    """Write the candidate pairs of one of the groups of bands that `NumberRowsOperator` listed."""

    item: BandItem

    def work(self, objects: Objects, settings: Settings, context: Context) -> dict[str, int]:
        from tracepile.dedup import find_pairs

        return find_pairs(objects, settings, self.item)


class JoinRowsOperator(WholeDedupOperator):
    """Verify the candidates, write the verdicts and the report, and remove what the tasks handed to each other."""

    ui_color = "#fef7e0"

    def work(self, objects: Objects, settings: Settings, context: Context) -> dict[str, Any]:
        from tracepile.dedup import join_rows

        return join_rows(objects, settings, self.groups[0]["job"])
