"""Stage 9: write the samples as a numbered release that is never rewritten, and read and verify releases.

A release is a directory of Parquet files with a card, a manifest, checksums, the quality report and the changes
against its parent. `layout` names its files, `stage` says in which order they come into being.
"""

from tracepile.publish.changes import Changes, compare_releases
from tracepile.publish.drift import Drift, compare_drift
from tracepile.publish.funnel import FunnelRow, read_funnel
from tracepile.publish.gate import PublishError
from tracepile.publish.propose import Proposal, propose_release
from tracepile.publish.releases import Release, UnknownVersionError, find_release, list_releases, read_pointer
from tracepile.publish.rollback import roll_back
from tracepile.publish.stage import STAGE
from tracepile.publish.verify import Problem, verify_release
from tracepile.publish.version import Version
from tracepile.publish.withdraw import NothingToWithdrawError, Withdrawal, withdraw

__all__ = [
    "STAGE",
    "Changes",
    "Drift",
    "FunnelRow",
    "NothingToWithdrawError",
    "Problem",
    "Proposal",
    "PublishError",
    "Release",
    "UnknownVersionError",
    "Version",
    "Withdrawal",
    "compare_drift",
    "compare_releases",
    "find_release",
    "list_releases",
    "propose_release",
    "read_funnel",
    "read_pointer",
    "roll_back",
    "verify_release",
    "withdraw",
]
