"""The quality directory of a release: the verdict as Great Expectations gave it, a page for people, and the funnel."""

import json
from collections.abc import Sequence
from importlib.metadata import version as installed_version
from typing import Any, Final

from tracepile.publish.claim import Claim
from tracepile.publish.drift import Drift
from tracepile.publish.layout import EXPECTATIONS, VERIFIER
from tracepile.publish.releases import Release, fetch_file
from tracepile.publish.render import render_html
from tracepile.publish.summary import Rows, Summary, total
from tracepile.settings import QUOTA_DIMENSIONS, Settings
from tracepile.store import Objects

NOT_FOUND: Final = (
    "A question in other words (paraphrase, translation, summary) that keeps neither title nor examples nor code.",
    "A solution by another algorithm, or one with names changed and statements edited at the same time.",
    "An item of few words whose words are changed; an item that is a name or a formula only, within other text.",
    "A title of one or two words without any shared text; examples without a function's name, as on standard input.",
)
"""What the rules of contamination cannot find."""


def write_expectations(verdict: Rows) -> str:
    """Return the whole verdict (rows of `quality`) as JSON, in the form of a Great Expectations suite result."""
    n_success = sum(row["is_success"] for row in verdict)
    body = {
        "success": n_success == len(verdict),
        "suite_name": "samples",
        "statistics": {
            "evaluated_expectations": len(verdict),
            "successful_expectations": n_success,
            "unsuccessful_expectations": len(verdict) - n_success,
            "success_percent": 100 * n_success / len(verdict),
        },
        "results": [json.loads(row["observed"]) for row in verdict],
        "meta": {
            "great_expectations_version": installed_version("great-expectations"),
            "samples_sha256": verdict[0]["samples_sha256"],
            "n_samples": verdict[0]["n_samples"],
        },
    }
    return json.dumps(body, indent=2, sort_keys=True) + "\n"


def write_contamination(summary: Summary) -> str:
    """Return what was held against the benchmarks and found, as JSON."""
    verdicts = {row["label"]: row["n_rows"] for row in summary.dimension("contamination")}
    body = {
        "benchmarks": summary.contamination,
        "rejected": summary.contamination_hits,
        "samples": verdicts,
        "not_found": NOT_FOUND,
    }
    return json.dumps(body, indent=2) + "\n"


def write_diversity(summary: Summary, settings: Settings) -> str:
    """Return how varied the samples are before and after enrichment, their mixture, and what dominates it, as JSON."""
    dimensions = {name: summary.dimension(name) for name in QUOTA_DIMENSIONS}
    body = {
        "diversity": summary.diversity,
        "structures": summary.structures,
        "kinds": summary.kinds,
        "mixture": {
            name: {row["label"]: row["n_rows"] for row in rows if row["label"]} for name, rows in dimensions.items()
        },
        "dominant": find_dominant(summary, settings),
    }
    return json.dumps(body, indent=2) + "\n"


def read_verifier(settings: Settings) -> dict[str, Any] | None:
    """Return how the verifier stood its mutation test, as measured on this platform; None where it was not measured.

    Raises ValueError when the file of the measurement cannot be read as JSON.
    """
    path = settings.home / VERIFIER
    if not path.exists():
        return None
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        raise ValueError(f"{path.name} of the home's quality directory is broken: run make bench-verifier.") from None
    return dict(found)


def find_dominant(summary: Summary, settings: Settings) -> Rows:
    """Return the labels that have a larger share of the samples than they should: dimension, label, share, most.

    That is more than their quota, where it could not be kept to, or than `dominant_share`.
    """
    found: Rows = []
    for dimension in QUOTA_DIMENSIONS:
        rows = summary.dimension(dimension)
        n_samples = total(rows, "n_rows")
        for row in rows:
            share = row["n_rows"] / n_samples
            most = min(settings.find_quota(dimension, str(row["label"])), settings.dominant_share)
            if share > most:
                found.append({"dimension": dimension, "label": row["label"], "share": share, "most": most})
    return found


def write_report(
    claim: Claim,
    summary: Summary,
    verdict: Rows,
    drifts: Sequence[Drift],
    parent: Release | None,
    settings: Settings,
) -> str:
    """Return the report: one page that needs nothing else, not even a network."""
    expectations = [{**row, "found": describe_observed(json.loads(row["observed"]))} for row in verdict]
    ranked = sorted(expectations, key=lambda row: (row["is_success"], row["severity"] != "blocking"))
    largest = max((row["n_in"] for row in summary.funnel if row["stage"] != "benchmarks"), default=1)
    return render_html(
        "report.html.j2",
        name=settings.release_name,
        claim=claim,
        summary=summary,
        expectations=ranked,
        drifts=drifts,
        parent=parent,
        largest=max(largest, 1),
        not_found=NOT_FOUND,
        dimensions=("domain", "source", "question_kind", "difficulty", "licence", "level", "outcome"),
        dominant=find_dominant(summary, settings),
        verifier=read_verifier(settings),
    )


def describe_observed(result: dict[str, Any]) -> str:
    """Return in a few words what one expectation found."""
    if result["exception_info"]:
        return str(result["exception_info"])
    body = result["result"]
    examples = body.get("partial_unexpected_list") or body.get("details", {}).get("unexpected_rows") or []
    if examples:
        return "for example " + "; ".join(json.dumps(example, ensure_ascii=False)[:200] for example in examples[:3])
    observed = body.get("observed_value")
    return str(observed) if isinstance(observed, int | float) and not result["success"] else ""


def find_shifts(objects: Objects, parent: Release | None, verdict: Rows) -> list[str]:
    """Return a sentence per expectation whose verdict is not the one it had in the parent release."""
    if parent is None:
        return []
    results = json.loads(fetch_file(objects, parent, EXPECTATIONS).read_bytes())["results"]
    before = {result["expectation_config"]["meta"]["name"]: result["success"] for result in results}
    now = {row["expectation"]: row["is_success"] for row in verdict}
    words = {True: "passed", False: "failed", None: "not in the suite"}
    return [
        f"`{name}`: {words[now.get(name)]}; before: {words[before.get(name)]}."
        for name in sorted(before.keys() | now.keys())
        if before.get(name) != now.get(name)
    ]
