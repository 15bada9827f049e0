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
from tracepile.similarity.duplicates import find_duplicates
from tracepile.similarity.known import Judgement, Neighbour, judge_near_duplicates
from tracepile.similarity.near import find_band_pairs, find_near_duplicates, join_pairs
from tracepile.similarity.own_code import OwnCode, find_own_code
from tracepile.similarity.signatures import SignatureFolder
from tracepile.similarity.targets import Targets, load_targets, prepare_targets

__all__ = [
    "Fingerprint",
    "Hit",
    "Judgement",
    "Neighbour",
    "OwnCode",
    "SignatureFolder",
    "Targets",
    "find_band_pairs",
    "find_code_hits",
    "find_duplicates",
    "find_near_duplicates",
    "find_own_code",
    "find_program_hits",
    "find_text_hits",
    "fingerprint_code",
    "is_contaminated",
    "join_pairs",
    "judge_near_duplicates",
    "load_targets",
    "prepare_targets",
    "sort_hits",
]
