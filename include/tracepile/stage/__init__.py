"""The shard engine: how any stage finds what is missing, computes it shard by shard, and commits it.

Every stage is the same three steps, which its DAG runs as tasks: `plan` lists the missing work, `run_item` does one
piece of it, `commit` makes what exists live. A stage itself is a pure function from input rows to output rows.
"""

from tracepile.stage.engine import (
    MAX_ITEMS,
    CommitResult,
    IncompleteError,
    VersionError,
    check,
    check_version,
    commit,
    plan,
    run_all,
    run_item,
)
from tracepile.stage.model import Batch, BatchStage, Inputs, Output, SourceStage, Stage, WholeStage, WorkItem

__all__ = [
    "MAX_ITEMS",
    "Batch",
    "BatchStage",
    "CommitResult",
    "IncompleteError",
    "Inputs",
    "Output",
    "SourceStage",
    "Stage",
    "VersionError",
    "WholeStage",
    "WorkItem",
    "check",
    "check_version",
    "commit",
    "plan",
    "run_all",
    "run_item",
]
