"""The card of a release, README.md: a YAML header that the Hub and `datasets` read, and what a person wants to know."""

from typing import Any, Final

import yaml

from tracepile.publish.changes import Changes
from tracepile.publish.claim import Claim
from tracepile.publish.releases import Release
from tracepile.publish.render import render_text
from tracepile.publish.summary import Summary
from tracepile.schema import Config, DerivedConfig
from tracepile.settings import Settings

_HUB_LICENCES: Final = frozenset(
    {
        "apache-2.0",
        "bsd-2-clause",
        "bsd-3-clause",
        "cc-by-4.0",
        "cc-by-sa-3.0",
        "cc-by-sa-4.0",
        "cc0-1.0",
        "isc",
        "mit",
        "unlicense",
    }
)
"""Names of licences that the Hub knows, among those that may enter a release; they are SPDX in lower case."""

_SIZES: Final = (
    (1_000, "n<1K"),
    (10_000, "1K<n<10K"),
    (100_000, "10K<n<100K"),
    (1_000_000, "100K<n<1M"),
    (10_000_000, "1M<n<10M"),
    (100_000_000, "10M<n<100M"),
)

CONFIG_TEXTS: Final[dict[str, str]] = {
    Config.COE_OUTPUT: "Given a program and an input, say step by step what happens and what comes out.",
    Config.COE_INPUT: "Given a program and what a call of it returns, find arguments that give this value; any that do "
    "are right.",
    Config.VARIABLE_TRACING: "Given a program and an input, answer a question about the run: a value, a line, a count.",
    Config.REWRITES: "All kinds of question, about rewritten programs whose equivalence was tested; where "
    "`rewrite_chain` begins with `mutant_`, about a program with one deliberate bug.",
    DerivedConfig.CPT: "Documents for continue-pretraining (`text`): each program once, with the questions and "
    "explanations of all its samples.",
}

ARM_TEXTS: Final[dict[str, str]] = {
    DerivedConfig.CONTROL_CODE: "code only: a program, asked for by how it is used",
    DerivedConfig.CONTROL_DIRECT: "the answer alone",
    DerivedConfig.CONTROL_RAW_TRACE: "the recorded events as text, then the answer",
    DerivedConfig.CONTROL_FREE_COT: "free reasoning of a model, of which only the answer was checked",
    DerivedConfig.CONTROL_COE: "the grounded explanation",
    DerivedConfig.CONTROL_COE_TRACING: "the same, with questions about the run",
    DerivedConfig.CONTROL_COE_REWRITES: "the same, with rewritten programs",
    DerivedConfig.CONTROL_COE_TRACING_REWRITES: "the same, with both",
}


def write_card(claim: Claim, summary: Summary, changes: Changes, parent: Release | None, settings: Settings) -> str:
    """Return the card of a release."""
    header = yaml.safe_dump(_describe_header(summary, settings), sort_keys=False, allow_unicode=True, width=120)
    config_texts = CONFIG_TEXTS | {arm: f"Control arm: {text}." for arm, text in ARM_TEXTS.items()}
    arm_splits = [part["split"] for part in summary.splits if part["config"] == DerivedConfig.CONTROL_COE]
    first = next(part for part in summary.splits if part["config"] == _default_config(summary))
    body = render_text(
        "card.md.j2",
        name=settings.release_name,
        claim=claim,
        summary=summary,
        changes=changes,
        parent=parent,
        settings=settings,
        config_texts={str(config): text for config, text in config_texts.items()},
        arm_texts={str(config): text for config, text in ARM_TEXTS.items()},
        first=first,
        arm_split=arm_splits[0] if arm_splits else None,
    )
    return f"---\n{header}---\n\n{body}"


def _default_config(summary: Summary) -> str:
    """Return the config that `load_dataset` takes when it is told none."""
    wanted = str(Config.COE_OUTPUT)
    return wanted if wanted in summary.configs else summary.configs[0]


def _describe_header(summary: Summary, settings: Settings) -> dict[str, Any]:
    licences = summary.labels("licence")
    known = [licence.lower() for licence in licences if licence.lower() in _HUB_LICENCES]
    return {
        "pretty_name": f"{settings.release_name}: what code does when it runs",
        "language": ["en"],
        "license": known + (["other"] if len(known) < len(licences) else []),
        "task_categories": ["text-generation", "question-answering"],
        "tags": ["code", "reasoning", "execution", "chain-of-execution", "synthetic"],
        "size_categories": [_size_category(summary.n_rows)],
        "configs": [_describe_config(config, summary) for config in summary.configs],
    }


def _describe_config(config: str, summary: Summary) -> dict[str, Any]:
    splits = [part["split"] for part in summary.splits if part["config"] == config]
    return {
        "config_name": config,
        **({"default": True} if config == _default_config(summary) else {}),
        "data_files": [{"split": split, "path": f"data/{config}/{split}-*.parquet"} for split in splits],
    }


def _size_category(n_rows: int) -> str:
    return next((name for limit, name in _SIZES if n_rows < limit), "100M<n<1B")
