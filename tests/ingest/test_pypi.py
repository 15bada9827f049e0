"""Wheels as sources: read without installing, pinned, and drawn from only as far as needed."""

import gzip
import json
import zipfile
from pathlib import Path

import pytest

from tests.ingest.factory import ingest
from tracepile.fetch import Wheel
from tracepile.ingest import STAGE, algorithms, collecting, pypi, reasoning_gym
from tracepile.ingest.generators import draw_inputs
from tracepile.ingest.parsing import parse_code
from tracepile.settings import Settings
from tracepile.store import Store

GENERATOR = "def generate_inputs(rng: Random) -> dict:\n    return {'n': rng.randint(0, 5), 'mode': 'up'}\n"


def make_item(number: int, **changes: str) -> dict[str, str]:
    return {
        "task_description": f"Raise by {number}.",
        "input_output_spec": "Input: n",
        "code_sample": f"# main\ndef main_solution(n, mode):\n    return n + {number}\n",
        "input_generator": GENERATOR,
        **changes,
    }


def write_items(path: Path, items: list[dict[str, str]]) -> None:
    packed = gzip.compress("".join(json.dumps(item) + "\n" for item in items).encode())
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("reasoning_gym/data/codeio.jsonl.gz", packed)


@pytest.fixture
def gym(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A wheel of the same shape in the place of the pinned one."""
    path = tmp_path / "gym.whl"
    monkeypatch.setattr(pypi, "fetch_wheel", lambda wheel, folder: path)
    return path


def of_gym(settings: Settings, **changes: object) -> Settings:
    return settings.model_copy(update={"sources": ("pypi:reasoning-gym",), "inputs_per_program": 3, **changes})


def test_items_come_with_drawn_inputs_and_no_answers(gym: Path, settings: Settings, store: Store) -> None:
    items = [
        make_item(1),
        make_item(2, code_sample="import numpy\n\ndef main_solution(n, mode):\n    return n\n"),
        make_item(3, code_sample="def main_solution(n:\n"),
        make_item(4, input_generator="def generate_inputs(rng):\n    return {'n': 1 / 0}\n"),
        make_item(5, input_generator="def generate_inputs(rng):\n    return {'n': 7, 'mode': ''}\n"),
        make_item(6, input_generator="def generate_inputs(rng):\n    return {'n': float('nan'), 'mode': ''}\n"),
        make_item(7, input_generator="import os\ndef generate_inputs(rng):\n    return {'n': os.urandom(4)}\n"),
        {"task_description": "nothing else"},
    ]
    write_items(gym, items)
    programs, rejects = ingest(store, of_gym(settings))
    assert [program["title"] for program in programs] == ["codeio/0", "codeio/4"]
    assert [case["input"] for case in programs[0]["inputs"]] == [
        "main_solution(n=3, mode='up')",
        "main_solution(n=1, mode='up')",
        "main_solution(n=0, mode='up')",
    ]
    assert {case["expected"] for case in programs[0]["inputs"]} == {None}
    assert {case["origin"] for case in programs[0]["inputs"]} == {"generated"}
    assert [case["input"] for case in programs[1]["inputs"]] == ["main_solution(n=7, mode='')"]
    assert programs[0]["source_ref"] == "reasoning-gym==0.1.25 reasoning_gym/data/codeio.jsonl.gz:1"
    assert programs[0]["statement"] == "Raise by 1.\n\nInput: n"
    assert {reject["source_ref"].rpartition(":")[2]: reject["reason"] for reject in rejects} == {
        "2": "unsupported_module",
        "3": "syntax_error",
        "4": "generator_failed",
        "6": "generator_failed",
        "7": "generator_failed",
        "8": "missing_field",
    }


def test_the_limit_counts_accepted_programs_and_draws_for_no_other(
    gym: Path, settings: Settings, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = "def generate_inputs(rng):\n    raise ValueError\n"
    write_items(gym, [make_item(number, **({"input_generator": bad} if number % 2 else {})) for number in range(20)])
    n_drawn: list[int] = []

    def count(generators: list[str], entry_points: list[str], given: Settings) -> object:
        n_drawn.append(len(generators))
        return draw_inputs(generators, entry_points, given)

    monkeypatch.setattr(collecting, "draw_inputs", count)
    programs, rejects = ingest(store, of_gym(settings, pypi_limit=4))
    assert [program["title"] for program in programs] == ["codeio/0", "codeio/2", "codeio/4", "codeio/6"]
    assert len(rejects) == 3
    assert sum(n_drawn) == 7
    more, rejects = ingest(store, of_gym(settings, pypi_limit=6))
    assert more[:4] == programs
    assert (len(more), len(rejects)) == (6, 5)
    # the four live programs need no new inputs, the generators that failed are asked again
    assert sum(n_drawn) == 7 + 7


def test_formulas_are_mathematics() -> None:
    assert reasoning_gym.is_formula(parse_code("def main_solution(a, b):\n    return (a * b - 2) / 3\n"))
    assert not reasoning_gym.is_formula(parse_code("def main_solution(a):\n    return [x * 2 + 1 - 3 for x in a]\n"))
    assert not reasoning_gym.is_formula(parse_code("def main_solution(a):\n    return 'a' + a + 'b' + 'c'\n"))


def test_functions_of_the_other_wheel_have_their_subpackage_as_subject(
    settings: Settings, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "algorithms.whl"
    text = "def f(x):\n    '''\n    >>> f(1)\n    2\n    '''\n    return x + 1\n"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("algorithms/math/f.py", text)
        archive.writestr("algorithms/tree/g.py", text.replace("f(", "g("))
    monkeypatch.setattr(pypi, "fetch_wheel", lambda wheel, folder: path)
    programs, rejects = ingest(store, settings.model_copy(update={"sources": ("pypi:algorithms",)}))
    assert not rejects
    assert [(program["domain"], program["tags"], program["source_ref"]) for program in programs] == [
        ("math", ["math"], "algorithms==1.0.1 algorithms/math/f.py::f"),
        ("algorithm", ["tree"], "algorithms==1.0.1 algorithms/tree/g.py::g"),
    ]


@pytest.mark.parametrize("wheel", [reasoning_gym.WHEEL, algorithms.WHEEL])
def test_a_pinned_source_has_a_snapshot_without_network(
    wheel: Wheel, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pypi, "fetch_wheel", lambda *_: pytest.fail("a download"))
    assert STAGE.snapshot(f"pypi:{wheel.package}", settings) == STAGE.snapshot(f"pypi:{wheel.requirement}", settings)
