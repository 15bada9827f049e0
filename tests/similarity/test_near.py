"""Near-duplicates: exactly the texts that are near enough, whatever way the work is cut."""

import multiprocessing
import random
import re
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from itertools import repeat
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pytest

from tracepile.settings import Settings
from tracepile.similarity import SignatureFolder, find_band_pairs, find_near_duplicates, join_pairs
from tracepile.similarity.jaccard import pair_jaccards
from tracepile.similarity.minhash import _FACTORS, BAND_ROWS, N_BANDS, band_keys
from tracepile.similarity.near import PAIRS
from tracepile.similarity.shingles import shingle_texts

OPTIONS = Settings()
TOKEN = re.compile(r"(?:[A-Za-z0-9_]|[^\x00-\x7f])+|[^\w\s]")
WORDS = [f"name_{number}" for number in range(300)] + list("()[]:=+-*/") + ["π", "ß", "if", "else"]


def shingle_set(text: str) -> frozenset[tuple[str, ...]]:
    tokens = TOKEN.findall(text)
    return frozenset(tuple(tokens[at : at + 3]) for at in range(len(tokens) - 2))


def jaccard(one: str, other: str) -> float:
    a, b = shingle_set(one), shingle_set(other)
    return len(a & b) / len(a | b) if a | b else 0.0


def make_texts(n: int, seed: int) -> list[str]:
    """Texts of which half are edited copies of an earlier one, from hardly to heavily."""
    dice = random.Random(seed)
    texts: list[str] = []
    while len(texts) < n:
        words = dice.choices(WORDS, k=dice.randrange(3, 120))
        if texts and dice.random() < 0.5:
            share = dice.choice([0.0, 0.02, 0.05, 0.1, 0.2])
            words = [dice.choice(WORDS) if dice.random() < share else word for word in dice.choice(texts).split()]
        texts.append(dice.choice([" ", "\n", "\n    "]).join(words))
    return texts


TEXTS = [*make_texts(400, 1), "", "x y", "a b c", "a\tb\n c"]


def as_array(texts: Iterable[str]) -> pa.Array:
    return pa.array(list(texts), pa.string())


def test_shingles_are_the_runs_of_three_tokens() -> None:
    texts = [*TEXTS, "naïve(π)+1.5", "one two"]
    shingles = shingle_texts(as_array(texts))
    assert shingles.sizes.tolist() == [len(shingle_set(text)) for text in texts]
    for at in range(len(texts)):
        own = shingles.values[shingles.starts[at] : shingles.starts[at + 1]]
        assert (np.diff(own.astype(np.int64)) > 0).all()


def test_a_slice_and_a_null_have_the_shingles_of_their_own_texts() -> None:
    whole = pa.array([TEXTS[0], None, TEXTS[1], TEXTS[2]], pa.large_string())
    part = shingle_texts(whole.slice(1, 2))
    assert part.sizes.tolist() == [0, len(shingle_set(TEXTS[1]))]
    assert (part.values == shingle_texts(as_array([TEXTS[1]])).values).all()


def test_hashes_stay_as_they_are() -> None:
    """Stored signatures depend on them: when this fails, raise SIGNATURE_VERSION."""
    shingles = shingle_texts(as_array(["def f(x): return x + 1"]))
    assert shingles.values[:2].tolist() == [2110250127079, 3262665366158]
    assert band_keys(shingles)[0, [0, 31]].tolist() == [1961531162014511030, 6603385626829312423]


def test_band_keys_are_those_of_plain_sql() -> None:
    """The same permutations, minima and keys, one row at a time in DuckDB."""
    shingles = shingle_texts(as_array(TEXTS[:40]))
    owner = np.repeat(np.arange(len(shingles)), shingles.sizes)
    with duckdb.connect() as con:
        con.register("shingles", pa.table({"document": owner, "value": shingles.values}))
        con.register("factors", pa.table({"permutation": np.arange(len(_FACTORS)), "factor": _FACTORS}))
        con.execute(
            """CREATE MACRO times(a, b) AS ((a::UHUGEINT * b::UHUGEINT) % 18446744073709551616::UHUGEINT)::UBIGINT;
            CREATE MACRO plus(a, b) AS ((a::UHUGEINT + b::UHUGEINT) % 18446744073709551616::UHUGEINT)::UBIGINT;
            CREATE TABLE bands AS
            WITH minima AS (
                SELECT document, permutation, min(((value >> 12) * factor) % 4294967296) AS least
                FROM shingles CROSS JOIN factors
                GROUP BY document, permutation
            )
            SELECT
                document,
                permutation // 4 AS band,
                list(least ORDER BY permutation) AS parts,
                (permutation // 4)::UBIGINT AS key
            FROM minima
            GROUP BY document, band"""
        )
        for row in range(1, BAND_ROWS + 1):
            con.execute(
                f"""UPDATE bands SET key = plus(key, parts[{row}]);
                UPDATE bands SET key = times(xor(key, key >> 30), 13787848793156543929::UBIGINT);
                UPDATE bands SET key = times(xor(key, key >> 27), 10723151780598845931::UBIGINT);
                UPDATE bands SET key = xor(key, key >> 31)"""
            )
        rows = con.sql("SELECT document, band, key FROM bands").fetchall()
    keys = band_keys(shingles)
    assert len(rows) == np.count_nonzero(shingles.sizes) * N_BANDS
    assert all(keys[document, band] == key for document, band, key in rows)


def test_keys_agree_as_often_as_the_formula_says() -> None:
    dice = random.Random(3)
    pairs = []
    for _ in range(300):
        words = dice.choices(WORDS, k=80)
        pairs.append((" ".join(words), " ".join(words[:-6] + dice.choices(WORDS, k=6))))
    keys = [band_keys(shingle_texts(as_array(side))) for side in zip(*pairs, strict=True)]
    expected = np.mean([jaccard(*pair) ** BAND_ROWS for pair in pairs])
    assert keys[0].shape == (300, N_BANDS)
    assert np.mean(keys[0] == keys[1]) == pytest.approx(expected, abs=0.03)


def test_what_goes_is_what_brute_force_finds() -> None:
    rows = find_near_duplicates([as_array(TEXTS)], OPTIONS, 0.7).to_pylist()
    keeper = {row["document"]: row["keeper"] for row in rows}
    assert all(row["jaccard"] == pytest.approx(jaccard(TEXTS[row["document"]], TEXTS[row["nearest"]])) for row in rows)
    assert all(row["jaccard"] >= 0.7 and row["keeper"] < row["document"] for row in rows)
    assert not keeper.keys() & set(keeper.values())
    sets = [shingle_set(text) for text in TEXTS]
    pairs = [(a, b) for b in range(len(TEXTS)) for a in range(b) if sets[a] & sets[b]]
    near = [(a, b) for a, b in pairs if len(sets[a] & sets[b]) >= 0.7 * len(sets[a] | sets[b])]
    found = [keeper.get(a, a) == keeper.get(b, b) for a, b in near]
    assert len(near) > 100
    assert sum(found) >= 0.99 * len(near)


def test_the_nearest_is_the_keeper_where_that_is_near_enough() -> None:
    words = [f"w{number}" for number in range(60)]
    chain = [" ".join(words[:60]), " ".join(words[8:] + ["a"] * 4), " ".join(words[16:] + ["a"] * 4)]
    rows = find_near_duplicates([as_array(chain)], OPTIONS, 0.7).to_pylist()
    assert jaccard(chain[0], chain[2]) < 0.7
    assert [(row["keeper"], row["nearest"]) for row in rows] == [(0, 0), (0, 1)]


def test_texts_of_fewer_than_three_tokens_have_no_duplicates() -> None:
    assert find_near_duplicates([as_array(["", "", "x", "x", "x y", "x y", "..", " \n"])], OPTIONS, 0.7).num_rows == 0
    assert find_near_duplicates([], OPTIONS, 0.7).num_rows == 0


def test_pairs_of_other_channels_count() -> None:
    texts = as_array([TEXTS[0], "p q r s", "t u v w"])
    links = pa.table({"one": [0], "other": [2]}).cast(PAIRS)
    (row,) = find_near_duplicates([texts], OPTIONS, 0.7, lambda: links).to_pylist()
    assert row == {"document": 2, "keeper": 0, "nearest": None, "jaccard": None}


def sign(root: Path, shard: str, first: int, texts: list[str]) -> None:
    SignatureFolder(root).write(shard, first, as_array(texts))


def find_pairs(root: Path, shards: list[str], bands: list[int]) -> list[pa.Table]:
    return list(find_band_pairs(SignatureFolder(root), shards, bands, OPTIONS))


def test_the_result_does_not_depend_on_how_the_work_was_cut(tmp_path: Path) -> None:
    """As on several machines: shards, then bands, in any order, in processes that share nothing but the folder."""
    sizes = [1, 303, 0, 100]
    cuts = np.cumsum([0, *sizes]).tolist()
    shards = [f"shard-{at}" for at in range(len(sizes))]
    order = random.Random(1).sample(range(len(sizes)), len(sizes))
    bands = random.Random(2).sample(range(N_BANDS), N_BANDS)
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as workers:
        texts = [TEXTS[cuts[at] : cuts[at + 1]] for at in order]
        list(workers.map(sign, repeat(tmp_path), [shards[at] for at in order], [cuts[at] for at in order], texts))
        found = list(workers.map(find_pairs, repeat(tmp_path), repeat(shards), [bands[:9], bands[9:]]))
    joined = join_pairs(SignatureFolder(tmp_path), shards, [pairs for part in found for pairs in part], OPTIONS, 0.7)
    assert joined == find_near_duplicates([as_array(TEXTS)], OPTIONS, 0.7)


def test_signatures_written_twice_are_the_same_bytes(tmp_path: Path) -> None:
    sign(tmp_path, "a", 0, TEXTS[:200])
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    sign(tmp_path, "a", 0, TEXTS[:200])
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
    assert len(before) == N_BANDS + 3


def test_a_new_shard_is_held_against_all_others_and_changes_nothing_among_them(tmp_path: Path) -> None:
    shards = ["old", "new"]
    sign(tmp_path, "old", 0, TEXTS[:300])
    sign(tmp_path, "new", 300, TEXTS[300:])
    folder = SignatureFolder(tmp_path)
    pairs = list(find_band_pairs(folder, shards, range(N_BANDS), OPTIONS, first_new=300))
    assert all(min(part.column("other").to_pylist(), default=300) >= 300 for part in pairs)
    probed = join_pairs(folder, shards, pairs, OPTIONS, 0.7, first_new=300).to_pylist()
    whole = find_near_duplicates([as_array(TEXTS)], OPTIONS, 0.7).to_pylist()
    assert [row["document"] for row in probed] == [row["document"] for row in whole if row["document"] >= 300]


def test_a_small_memory_limit_changes_nothing() -> None:
    small = Settings(duckdb_memory_limit="80MB", duckdb_threads=1)
    arrays = [as_array(TEXTS[start : start + 37]) for start in range(0, len(TEXTS), 37)]
    assert find_near_duplicates(arrays, small, 0.7) == find_near_duplicates([as_array(TEXTS)], OPTIONS, 0.7)


@pytest.mark.parametrize("at_least", [0.1, 0.5, 0.7, 1.0])
def test_sketches_refuse_no_pair_that_is_near_and_most_that_are_not(tmp_path: Path, at_least: float) -> None:
    folder = SignatureFolder(tmp_path)
    folder.write("a", 0, as_array(TEXTS))
    one, other = (side.ravel() for side in np.meshgrid(np.arange(120), np.arange(120)))
    jaccards = pair_jaccards(one, other, folder.open_shingles(["a"]))
    is_open = folder.load_sketches(["a"]).may_be_near(one, other, at_least)
    assert is_open[jaccards >= at_least].all()
    assert at_least < 0.5 or is_open[jaccards < at_least - 0.2].mean() < 0.01


@pytest.mark.parametrize("size", [7, 8, 9, 16, 255, 256, 257, 5_000])
def test_long_tokens_differ_by_their_last_byte(size: int) -> None:
    token = "a" * (size - 1)
    texts = [f"x {token}{end} y" for end in "bcc"]
    one, other, same = shingle_texts(as_array(texts)).values.tolist()
    assert one != other == same
    assert shingle_texts(as_array([f"{texts[0]}", f"z {token}b"])).sizes.tolist() == [1, 0]


def test_jaccard_of_pairs_is_exact(tmp_path: Path) -> None:
    folder = SignatureFolder(tmp_path)
    folder.write("a", 0, as_array(TEXTS[:150]))
    folder.write("b", 150, as_array(TEXTS[150:]))
    dice = np.random.default_rng(5)
    one, other = dice.integers(0, len(TEXTS), (2, 500))
    found = pair_jaccards(one, other, folder.open_shingles(["a", "b"]))
    assert found.tolist() == [jaccard(TEXTS[a], TEXTS[b]) for a, b in zip(one, other, strict=True)]
