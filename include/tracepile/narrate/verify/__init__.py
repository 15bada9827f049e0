"""The verifier: every statement of a rationale against the recorded run, and nothing else."""

from tracepile.narrate.verify.verdict import CHECKS, Failure, Verdict
from tracepile.narrate.verify.verifier import verify_rationales, verify_text

__all__ = ["CHECKS", "Failure", "Verdict", "verify_rationales", "verify_text"]
