"""Tasks for what people do with releases: approve one, go back to one, withdraw rows. Thin over `tracepile.publish`."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from airflow.providers.standard.operators.hitl import ApprovalOperator
from airflow.sdk import BaseOperator
from airflow.sdk.exceptions import AirflowFailException

from tracepile_airflow.links import ReleasesLink, find_page
from tracepile_airflow.operators import read_run_settings

if TYPE_CHECKING:
    from airflow.sdk import Context

    from tracepile.publish import Proposal


class ApprovalGate(ApprovalOperator):
    """Show a person what would be released and wait, where the run or the environment asks for that.

    Rejecting skips all that follows.

    :param planned: the work items of the stage; without any there is nothing to approve.
    """

    template_fields: Collection[str] = (*ApprovalOperator.template_fields, "planned")

    def __init__(self, *, planned: Any, **kwargs: Any) -> None:
        super().__init__(
            **{
                "subject": "Publish a release?",
                "ignore_downstream_trigger_rules": True,
                "execution_timeout": None,  # people take the time they take
                **kwargs,
            }
        )
        self.planned = planned

    def execute(self, context: Context) -> Any:
        settings = read_run_settings(context)
        if not (settings.is_approval_required and self.planned):
            self.log.info("No approval is needed.")
            return None
        from tracepile.publish import propose_release
        from tracepile.store import open_store

        proposal = propose_release(open_store(settings), settings)
        self.subject = f"Publish {settings.release_name} {proposal.version}?"
        self.body = _describe(proposal)
        return super().execute(context)


def _describe(proposal: Proposal) -> str:
    parent = f"Against {proposal.parent.version}:" if proposal.parent else "The first release:"
    rows = [
        f"| {row['config']} | {row['added']:,} | {row['removed']:,} | {row['changed']:,} | {row['unchanged']:,} |"
        for row in proposal.changes.rows
    ]
    header = ["| config | added | removed | changed | unchanged |", "|---|---:|---:|---:|---:|"]
    lost = [drift for drift in proposal.drifts if not drift.is_success]
    told = [f"- **{drift.severity}** {drift.name}: {drift.detail}" for drift in lost]
    drift = ["", "Drift beyond its limits:", "", *told] if lost else ["", "No drift beyond its limits."]
    page = f"[The next release in full]({find_page('publish', None, kind='rows')})"
    return "\n".join([page, "", parent, "", *header, *rows, *(drift if proposal.parent else [])])


class RollBackOperator(BaseOperator):
    """Let an earlier release be the latest again: the one of the parameter `version`."""

    ui_color = "#fce8e6"
    operator_extra_links = (ReleasesLink(),)

    def execute(self, context: Context) -> dict[str, str]:
        from tracepile.publish import UnknownVersionError, roll_back
        from tracepile.settings import load_settings
        from tracepile.store import StoreError, open_store

        settings = load_settings()
        try:
            release = roll_back(open_store(settings).objects, settings.release_name, context["params"]["version"])
        except (UnknownVersionError, StoreError, ValueError) as error:
            raise AirflowFailException(str(error)) from None
        self.log.info("The latest release of %s is now %s.", settings.release_name, release.version)
        return release.as_parent()


class WithdrawOperator(BaseOperator):
    """Name rows that no later release may hold: parameters `by`, `value` and `reason`."""

    ui_color = "#fce8e6"

    def execute(self, context: Context) -> dict[str, Any]:
        from dataclasses import asdict

        from tracepile.publish import NothingToWithdrawError, UnknownVersionError, withdraw
        from tracepile.schema import Selector
        from tracepile.settings import load_settings
        from tracepile.store import open_store

        params, settings = context["params"], load_settings()
        try:
            withdrawal = withdraw(
                open_store(settings), settings, Selector(params["by"]), params["value"], params["reason"]
            )
        except (NothingToWithdrawError, UnknownVersionError, ValueError) as error:
            raise AirflowFailException(str(error)) from None
        self.log.info("%d samples will not be in the next release.", withdrawal.n_samples)
        found = asdict(withdrawal)
        for asset in self.outlets:
            context["outlet_events"][asset].extra = found
        return found
