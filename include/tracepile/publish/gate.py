"""The gate before a release: without a good verdict on exactly these samples, nothing is published."""

from typing import Any

from tracepile.stage import Inputs


class PublishError(Exception):
    """A release cannot be published; the message says why and what to do."""


def read_verdict(inputs: Inputs) -> list[dict[str, Any]]:
    """Return the rows of `quality`, one per expectation.

    Raises `PublishError` when there is no verdict, when it is about other samples than those to be published, or when
    an expectation that stops a release failed.
    """
    rows = inputs.rows("quality")
    if not rows:
        raise PublishError("There is no quality verdict on the samples; run validate_samples, then publish.")
    if any(row["samples_sha256"] != inputs.commits["samples"].content for row in rows):
        raise PublishError(
            "The quality verdict is about other samples than the latest; run validate_samples, then publish."
        )
    failed = [row["expectation"] for row in rows if not row["is_success"] and row["severity"] == "blocking"]
    if failed:
        raise PublishError(
            f"The samples fail {len(failed)} of the expectations that stop a release ({', '.join(failed)}); "
            "see the table quality for examples, mend the cause upstream and run again."
        )
    return rows
