"""Near-duplicates of one batch: the rejects, and the signatures of the programs that stay."""

from collections.abc import Mapping, Sequence
from typing import Any

from tracepile.settings import Settings
from tracepile.similarity import find_own_code, judge_near_duplicates
from tracepile.stage import Inputs

Row = Mapping[str, Any]
Verdict = tuple[str, str, dict[str, Any]]
"""Reason, message and evidence of a reject."""


def judge_near(
    ranked: Sequence[Row], inputs: Inputs, settings: Settings
) -> tuple[dict[str, Verdict], list[Mapping[str, Any]]]:
    """Return the verdicts on programs that go, by id, and the rows of `signatures` of those that stay.

    ranked: programs that are no exact copies, the preferred one first. `near_duplicate`: a program that stays shares
    at least `near_threshold` of the shingles of its own code. `cluster_cap`: it is alike (`cluster_threshold` or more)
    to `cluster_cap` programs that stay. One code with two entry points is two programs.
    """
    own = {row["program_id"]: find_own_code(row["code"], row["entry_point"]) for row in ranked}
    entries = {row["program_id"]: row["entry_point"].partition("(")[0] for row in ranked}

    def is_apart(one: str, other: str) -> bool:
        if one not in own or other not in own or entries[one] == entries[other]:
            return False
        return entries[one] in own[other].names and entries[other] in own[one].names

    texts = [
        own[row["program_id"]].text if own[row["program_id"]].n_tokens >= settings.min_near_tokens else ""
        for row in ranked
    ]
    judged = judge_near_duplicates([row["program_id"] for row in ranked], texts, inputs, settings, is_apart)
    verdicts: dict[str, Verdict] = {}
    for program_id, found in judged.removed.items():
        message = f"The program {found.nearest} shares {found.jaccard:.0%} of its runs of three tokens."
        evidence = {"duplicate_of": found.duplicate_of, "channel": "minhash", "jaccard": round(found.jaccard, 4)}
        if found.nearest != found.duplicate_of:
            evidence["through"] = found.nearest
        verdicts[program_id] = ("near_duplicate", message, evidence)
    for row in ranked:
        program_id = row["program_id"]
        alike = [other for other in judged.alike.get(program_id, ()) if other not in verdicts]
        if program_id not in verdicts and len(alike) >= settings.cluster_cap:
            message = f"{len(alike)} programs that stay are alike; at most {settings.cluster_cap} are kept beside one."
            verdicts[program_id] = ("cluster_cap", message, {"alike": sorted(alike)[: settings.cluster_cap]})
    return verdicts, [row for row in judged.rows if row["program_id"] not in verdicts]
