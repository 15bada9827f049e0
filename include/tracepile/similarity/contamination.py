"""Which benchmark items stand in which texts and programs. Every hit names item, rule, coverage and matching text.

Rules: `ngram`, a share of n-grams of words; `ngram_digits`, the same with numbers folded; `short`, every word and
operator of an item that is too short for n-grams; `code`, the shape of the item's solution, or nearly its tokens; `io`,
its examples; `title`, its title. Paraphrases that keep neither title, code nor examples are not found by any of them.
"""

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any, Final

import pyarrow as pa

from tracepile import sql
from tracepile.settings import Settings
from tracepile.similarity.alpha import shape_keys
from tracepile.similarity.examples import find_example_hits
from tracepile.similarity.lexical import Connect, connect_late, find_overlaps, find_whole_items
from tracepile.similarity.refine import MIN_COVERED, cover_words
from tracepile.similarity.solutions import find_near_solutions
from tracepile.similarity.targets import SHORT_MARGIN, Targets
from tracepile.similarity.titles import MIN_TITLE_WORDS, first_line, read_title
from tracepile.similarity.tokens import split_formula, split_words

Hit = dict[str, Any]
"""One hit, the fields of `schema.HIT`: benchmark, item_id, rule, coverage (0-1), evidence."""

MAX_HITS: Final = 10
"""Hits kept per text: the items it covers most."""

MAX_EVIDENCE_CHARS: Final = 200
_TEXTS_AT_ONCE: Final = 2_000

Examples = Sequence[tuple[str, str | None]]
"""Inputs of a program, as calls, with their answers where known."""


def find_text_hits(
    texts: Sequence[str], targets: Targets, settings: Settings, *, is_question: bool = False
) -> dict[int, list[Hit]]:
    """Return the hits of texts by their position, worst first: all with a coverage from the overlap threshold up.

    Coverage of `ngram` and `ngram_digits` is the share of the item's n-grams that the text holds; of an edited copy,
    the share of its words in common runs of four. is_question: the texts state problems; then, if it is larger, the
    share of the text's n-grams that the item holds counts as well (of code and inputs it says nothing: `10 9 8 7 6 …`
    stands in many an item), and a first line that is an item's title is a hit. Coverage of `short` and `title` is 1.
    """
    found: dict[int, list[Hit]] = {}
    with connect_late(settings) as connect:
        for start in range(0, len(texts), _TEXTS_AT_ONCE):
            part = list(texts[start : start + _TEXTS_AT_ONCE])
            for at, hits in _find_in(connect, part, targets, settings, is_question).items():
                found[start + at] = hits
    return found


def find_code_hits(codes: Sequence[str], targets: Targets, settings: Settings) -> dict[int, list[Hit]]:
    """Return, by position, the items whose solution is a program or one of its functions: by its shape (coverage 1), or
    nearly, token by token (coverage: the Jaccard similarity).
    """
    documents: list[int] = []
    shapes: list[str] = []
    for at, code in enumerate(codes):
        whole, functions = shape_keys(code, settings.min_alpha_tokens)
        own = {*functions, *([whole] if whole else [])}
        documents += [at] * len(own)
        shapes += sorted(own)
    rows = _find_shapes(documents, shapes, targets, settings) if documents and len(targets.shapes) else []
    found: dict[int, list[Hit]] = {}
    for row in rows:
        item = _item(targets, row["item"])
        evidence = (item["solution"] or item["prompt"] or "")[:MAX_EVIDENCE_CHARS]
        found.setdefault(row["document"], []).append(_hit(item, "code", 1.0, evidence))
    exact = {(row["document"], row["item"]) for row in rows}
    for at, number, jaccard in find_near_solutions(codes, targets.solutions, settings):
        if (at, number) not in exact:
            item = _item(targets, number)
            evidence = (item["solution"] or item["prompt"] or "")[:MAX_EVIDENCE_CHARS]
            found.setdefault(at, []).append(_hit(item, "code", jaccard, evidence))
    return {at: sort_hits(hits)[:MAX_HITS] for at, hits in found.items()}


def find_program_hits(
    statements: Sequence[str],
    codes: Sequence[str],
    targets: Targets,
    settings: Settings,
    examples: Sequence[Examples] = (),
) -> list[list[Hit]]:
    """Return the hits of each program, one per benchmark item, worst first: in its statement (title first), its code as
    text, its code as such, and its examples. A hit says in `found_in` where it is: `statement`, `code` or `inputs`.
    """
    found: list[dict[tuple[str, str], Hit]] = [{} for _ in codes]
    for where, hits_by_position in (
        ("code", find_code_hits(codes, targets, settings)),
        ("statement", find_text_hits(statements, targets, settings, is_question=True)),
        ("code", find_text_hits(codes, targets, settings)),
        ("inputs", _find_io_hits(examples, targets, settings)),
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


def _find_shapes(documents: list[int], shapes: list[str], targets: Targets, settings: Settings) -> list[dict[str, int]]:
    """Return document and item wherever they have a shape in common."""
    columns = {"document": pa.array(documents, pa.int32()), "shape": pa.array(shapes, pa.string())}
    with sql.connect(settings) as con:
        con.register("item_shapes", targets.shapes)
        con.register("document_shapes", pa.table(columns))
        rows: list[dict[str, int]] = sql.query(con, "curate/code_hits.sql").to_pylist()
        return rows


def _find_io_hits(programs: Sequence[Examples], targets: Targets, settings: Settings) -> dict[int, list[Hit]]:
    found: dict[int, list[Hit]] = {}
    for at, examples in enumerate(programs):
        for item, coverage, text in find_example_hits(examples, targets.examples):
            if coverage >= settings.overlap_threshold:
                hit = _hit(_item(targets, item), "io", coverage, text[:MAX_EVIDENCE_CHARS])
                found.setdefault(at, []).append(hit)
    return found


def _find_in(
    connect: Connect, texts: list[str], targets: Targets, settings: Settings, is_question: bool
) -> dict[int, list[Hit]]:
    rows = find_overlaps(connect, texts, targets, settings, is_question=is_question, max_hits=MAX_HITS)
    met = {(row["document"], row["item"]) for row in rows}
    found: dict[int, dict[int, Hit]] = {}
    for row in rows:
        item, text = _item(targets, row["item"]), texts[row["document"]]
        is_folded = row["rule"] == "ngram_digits"
        coverage = row["coverage"]
        if coverage < settings.contamination_threshold:
            coverage = _refine(item["prompt"], text, is_folded, is_question, coverage, settings)
        if coverage >= settings.overlap_threshold:
            evidence = _shared_words(item["prompt"], text, is_folded, settings.contamination_ngram)
            _keep(found, row["document"], row["item"], _hit(item, row["rule"], coverage, evidence))
    for at, number, rule in find_whole_items(connect, texts, targets):
        item = _item(targets, number)
        _keep(found, at, number, _hit(item, rule, 1.0, " ".join(split_formula(item["prompt"]))[:MAX_EVIDENCE_CHARS]))
    for at, text in enumerate(texts if is_question else ()):
        title = read_title(first_line(text))
        for number in targets.titles.get(" ".join(title), ()):
            if len(title) >= MIN_TITLE_WORDS or (at, number) in met:
                _keep(found, at, number, _hit(_item(targets, number), "title", 1.0, " ".join(title)))
    return {at: sort_hits(hits.values())[:MAX_HITS] for at, hits in found.items()}


def _keep(found: dict[int, dict[int, Hit]], document: int, item: int, hit: Hit) -> None:
    """Keep of each document and item the hit with the largest coverage, the first of equal ones."""
    own = found.setdefault(document, {})
    if item not in own or own[item]["coverage"] < hit["coverage"]:
        own[item] = hit


def _refine(prompt: str, text: str, is_folded: bool, is_question: bool, coverage: float, settings: Settings) -> float:
    """Return the coverage of an item by words where that shows an edited copy, else the one by n-grams."""
    item, words = split_words(prompt, is_folded=is_folded), split_words(text, is_folded=is_folded)
    shares = [cover_words(item, words)]
    if is_question and len(words) >= settings.contamination_ngram + SHORT_MARGIN:
        shares.append(cover_words(words, item))
    return max(shares) if max(shares) >= MIN_COVERED else coverage


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
