"""Which benchmark items stand in which texts and programs. Every hit names item, rule, coverage and matching text.

Rules: `ngram`, a share of n-grams of words; `ngram_digits`, the same with numbers folded; `short`, every word and
operator of an item that is too short for n-grams; `code`, the shape of the item's solution. Paraphrases are not found
by any of them.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import Any, Final

import duckdb
import pyarrow as pa

from tracepile import sql
from tracepile.settings import Settings
from tracepile.similarity.alpha import shape_keys
from tracepile.similarity.ngrams import find_runs
from tracepile.similarity.targets import SHORT_MARGIN, Targets, hash_words, register_targets
from tracepile.similarity.tokens import split_formula, split_words

Hit = dict[str, Any]
"""One hit, the fields of `schema.HIT`: benchmark, item_id, rule, coverage (0-1), evidence."""

MAX_HITS: Final = 10
"""Hits kept per text: the items it covers most."""

MAX_EVIDENCE_CHARS: Final = 200
_TEXTS_AT_ONCE: Final = 2_000
_NEVER: Final = 2**31 - 1


def find_text_hits(
    texts: Sequence[str], targets: Targets, settings: Settings, *, is_question: bool = False
) -> dict[int, list[Hit]]:
    """Return the hits of texts by their position, worst first: all with a coverage from the overlap threshold up.

    Coverage of `ngram` and `ngram_digits` is the share of the item's n-grams that the text holds. is_question: the
    texts state problems; then, if it is larger, the share of the text's n-grams that the item holds counts as well.
    (Of code and inputs it says nothing: `10 9 8 7 6 …` stands in many an item.) The coverage of `short` is 1.
    """
    min_text_ngrams = SHORT_MARGIN + 1 if is_question else _NEVER
    found: dict[int, list[Hit]] = {}
    with sql.connect(settings) as con:
        register_targets(con, targets)
        for start in range(0, len(texts), _TEXTS_AT_ONCE):
            part = list(texts[start : start + _TEXTS_AT_ONCE])
            for at, hits in _find_in(con, part, targets, settings, min_text_ngrams).items():
                found[start + at] = hits
    return found


def find_code_hits(codes: Sequence[str], targets: Targets, settings: Settings) -> dict[int, list[Hit]]:
    """Return, by position, the items whose solution has the shape of a program or of one of its functions."""
    documents: list[int] = []
    shapes: list[str] = []
    for at, code in enumerate(codes):
        whole, functions = shape_keys(code, settings.min_alpha_tokens)
        own = {*functions, *([whole] if whole else [])}
        documents += [at] * len(own)
        shapes += sorted(own)
    with sql.connect(settings) as con:
        register_targets(con, targets)
        con.register(
            "document_shapes",
            pa.table({"document": pa.array(documents, pa.int32()), "shape": pa.array(shapes, pa.string())}),
        )
        rows = sql.query(con, "curate/code_hits.sql").to_pylist()
    found: dict[int, list[Hit]] = {}
    for row in rows:
        item = _item(targets, row["item"])
        evidence = (item["solution"] or item["prompt"] or "")[:MAX_EVIDENCE_CHARS]
        found.setdefault(row["document"], []).append(_hit(item, "code", 1.0, evidence))
    return {at: hits[:MAX_HITS] for at, hits in found.items()}


def find_program_hits(
    statements: Sequence[str], codes: Sequence[str], targets: Targets, settings: Settings
) -> list[list[Hit]]:
    """Return the hits of each program, one per benchmark item, worst first: in its statement, its code as text, and
    the shape of its code. A hit says in `found_in` where it is: `statement` or `code`.
    """
    found: list[dict[tuple[str, str], Hit]] = [{} for _ in codes]
    for where, hits_by_position in (
        ("code", find_code_hits(codes, targets, settings)),
        ("statement", find_text_hits(statements, targets, settings, is_question=True)),
        ("code", find_text_hits(codes, targets, settings)),
    ):
        for at, hits in hits_by_position.items():
            for hit in hits:
                known = found[at].get((hit["benchmark"], hit["item_id"]))
                if known is None or known["coverage"] < hit["coverage"]:
                    found[at][hit["benchmark"], hit["item_id"]] = {**hit, "found_in": where}
    return [sort_hits(hits.values())[:MAX_HITS] for hits in found]


def is_contaminated(hit: Hit, settings: Settings) -> bool:
    """Tell whether a hit is strong enough to remove what it was found in; weaker ones are reported."""
    return bool(hit["coverage"] >= settings.contamination_threshold)


def sort_hits(hits: Iterable[Hit]) -> list[Hit]:
    """Return hits, the worst first: by coverage, then by name."""
    return sorted(hits, key=lambda hit: (-hit["coverage"], hit["benchmark"], hit["item_id"], hit["rule"]))


def _find_in(
    con: duckdb.DuckDBPyConnection, texts: list[str], targets: Targets, settings: Settings, min_text_ngrams: int
) -> dict[int, list[Hit]]:
    con.register("document_ngrams", hash_words(texts, settings, "document"))
    runs = find_runs(texts, split_formula, targets.runs)
    con.register("document_runs", runs.rename_columns(["document", "gram"]))
    rows = sql.query(
        con,
        "curate/ngram_hits.sql",
        {
            "overlap_threshold": settings.overlap_threshold,
            "contamination_threshold": settings.contamination_threshold,
            "min_text_ngrams": min_text_ngrams,
            "max_hits": MAX_HITS,
        },
    ).to_pylist()
    shorts = [(row["document"], row["item"]) for row in sql.query(con, "curate/short_hits.sql").to_pylist()]
    rows += [
        {"document": at, "item": item, "rule": "short", "coverage": 1.0}
        for at, item in dict.fromkeys((*shorts, *_find_lines(texts, targets)))
    ]
    found: dict[int, list[Hit]] = {}
    for row in rows:
        item, text = _item(targets, row["item"]), texts[row["document"]]
        if row["rule"] == "short":
            evidence = " ".join(split_formula(item["prompt"]))[:MAX_EVIDENCE_CHARS]
        else:
            evidence = _shared_words(item["prompt"], text, row["rule"] == "ngram_digits", settings.contamination_ngram)
        found.setdefault(row["document"], []).append(_hit(item, row["rule"], row["coverage"], evidence))
    return {at: sort_hits(hits)[:MAX_HITS] for at, hits in found.items()}


def _find_lines(texts: list[str], targets: Targets) -> Iterator[tuple[int, int]]:
    """Yield (document, item) for each short item that is a text, or a line of one."""
    if targets.lines:
        for at, text in enumerate(texts):
            for line in dict.fromkeys((text, *text.splitlines())):
                yield from ((at, item) for item in targets.lines.get(" ".join(split_formula(line)), ()))


def _item(targets: Targets, item: int) -> dict[str, Any]:
    row: dict[str, Any] = targets.items.slice(item, 1).to_pylist()[0]
    return row


def _hit(item: dict[str, Any], rule: str, coverage: float, evidence: str) -> Hit:
    return {
        "benchmark": item["benchmark"],
        "item_id": item["item_id"],
        "rule": rule,
        "coverage": coverage,
        "evidence": evidence,
    }


def _shared_words(prompt: str, text: str, is_folded: bool, n: int) -> str:
    """Return the longest run of words that an item and a text share, as far as their n-grams show it."""
    split = partial(split_words, is_folded=is_folded)
    words, others = split(prompt), split(text)
    known = {tuple(others[at : at + n]) for at in range(len(others) - n + 1)}
    best, length, start = (0, 0), 0, 0
    for at in range(len(words) - n + 1):
        if tuple(words[at : at + n]) not in known:
            length = 0
            continue
        start = at if length == 0 else start
        length += 1
        best = max(best, (length, -start))
    return " ".join(words[-best[1] : -best[1] + best[0] + n - 1])[:MAX_EVIDENCE_CHARS]
