"""What is alike: fingerprints of code, and benchmark items in texts and programs. Used by curate and assemble."""

from tracepile.similarity.alpha import Fingerprint, fingerprint_code
from tracepile.similarity.contamination import (
    Hit,
    find_code_hits,
    find_program_hits,
    find_text_hits,
    is_contaminated,
    sort_hits,
)
from tracepile.similarity.targets import Targets, load_targets, prepare_targets

__all__ = [
    "Fingerprint",
    "Hit",
    "Targets",
    "find_code_hits",
    "find_program_hits",
    "find_text_hits",
    "fingerprint_code",
    "is_contaminated",
    "load_targets",
    "prepare_targets",
    "sort_hits",
]
