"""The phrase tables: at least five ways for every construct, all of which say the same things."""

import string
from collections import Counter
from pathlib import Path

import pytest

import tracepile.narrate
from tests.narrate.programs import record
from tracepile.narrate.container_phrasings import METHODS
from tracepile.narrate.narrator import answer_of, narrate_run
from tracepile.narrate.verify import verify_rationales
from tracepile.narrate.voice import PHRASINGS, Voice

SAME = {"pair": "value", "result": "value", "passes": "times", "count": "times"}
"""Fields that say the same: `x = 7` and `7`, once and one pass."""
OPTIONAL = {"be", "comma", "name", "target", "owner"}
"""Fields that grammar or another field may make unnecessary."""


def _fields(phrase: str) -> set[str]:
    names = {name for _, name, _, _ in string.Formatter().parse(phrase) if name is not None}
    return {SAME.get(name, name) for name in names} - OPTIONAL


@pytest.mark.parametrize("name", sorted(PHRASINGS))
def test_a_construct_has_five_phrasings_that_say_the_same(name: str) -> None:
    options = PHRASINGS[name]
    assert len(set(options)) == len(options) >= 5
    assert all(_fields(option) == _fields(options[0]) for option in options)
    for option in options:
        assert not option.endswith(".")
        assert option == option.strip() or name in ("done", "else", "finally")


def test_every_phrasing_is_picked_by_some_seed() -> None:
    for name, options in PHRASINGS.items():
        picked = {Voice(seed, "t").at(3)(name) for seed in range(60)}
        assert picked == set(options), name


def test_every_construct_is_told_somewhere() -> None:
    """No table for what nothing asks for."""
    folder = Path(tracepile.narrate.__file__).parent
    source = "".join(path.read_text() for path in folder.rglob("*.py") if "phrasings" not in path.name)
    for name in PHRASINGS:
        is_computed = name.startswith(("method ", "function ", "skip_")) or name in ("passes_varied", "range_varied")
        assert is_computed or f'"{name}"' in source or f"'{name}'" in source, name


def test_methods_that_change_a_container_are_all_named() -> None:
    inert = set(
        "copy count index get items keys values pop popleft popitem fromkeys most_common elements total".split()
    )
    for kind in (list, dict, set, __import__("collections").deque):
        public = {name for name in dir(kind) if not name.startswith("_")}
        changing = public - inert - {name for name in public if hasattr(frozenset, name) or hasattr(tuple, name)}
        assert changing - {"maxlen"} <= set(METHODS), changing - set(METHODS)


@pytest.mark.parametrize("number", range(5))
def test_every_phrasing_is_verified(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the voice picks, the verifier accepts the rationale: here one phrasing after the other, for all at once."""
    monkeypatch.setattr(Voice, "pick", lambda self, what, place, options: options[number % len(options)])
    texts: Counter[str] = Counter()
    for name in ("largest", "library", "stack", "one_liners", "main", "try", "uncaught", "memo", "match", "long"):
        recording = record(name)
        rationale = narrate_run(recording, trace_id=name)
        texts[rationale.text] += 1
        assert verify_rationales(recording, [(rationale, answer_of(recording))])[0].failures == (), name
    assert len(texts) == 10
