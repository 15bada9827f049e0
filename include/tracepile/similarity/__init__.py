"""What is alike: fingerprints of code, duplicates, and benchmark items in texts and programs."""

from tracepile.similarity.alpha import Fingerprint, fingerprint_code
from tracepile.similarity.contamination import (
    Hit,
    find_code_hits,
    find_program_hits,
    find_text_hits,
    is_contaminated,
    sort_hits,
)
from tracepile.similarity.duplicates import describe_texts, find_duplicates, judge_texts, link_keys
from tracepile.similarity.known import Judgement, Neighbour, judge_near_duplicates
from tracepile.similarity.minhash import N_BANDS
from tracepile.similarity.near import find_band_pairs, find_near_duplicates, join_pairs
from tracepile.similarity.own_code import OwnCode, find_own_code
from tracepile.similarity.shingles import SIGNATURE_VERSION
from tracepile.similarity.signatures import SignatureFolder
from tracepile.similarity.targets import Targets, load_targets, prepare_targets

__all__ = [
    "N_BANDS",
    "SIGNATURE_VERSION",
    "Fingerprint",
    "Hit",
    "Judgement",
    "Neighbour",
    "OwnCode",
    "SignatureFolder",
    "Targets",
    "describe_texts",
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
    "judge_texts",
    "link_keys",
    "load_targets",
    "prepare_targets",
    "sort_hits",
]
