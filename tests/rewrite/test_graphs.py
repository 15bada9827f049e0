"""Drawn graphs keep to what holds for those seen."""

import random

import pytest

from tracepile.rewrite.inputs.graphs import draw_graph, learn_graph


@pytest.mark.parametrize(
    "values",
    [
        [{"fruit": ["apple"], "tree": ["oak", "ash"]}],
        [{"a": 1, "b": 2}],
        [{}],
        [{1: [2], 2: (1,)}],
        [{1: [[2, 3, 4]], 2: [[1]]}],
    ],
)
def test_other_dicts_are_no_graphs(values: list[dict]) -> None:
    assert learn_graph(values) is None


def test_weights_and_holders_stay() -> None:
    graph = {"a": [("b", 2.5), ("c", 4.0)], "b": [("c", 2.5)], "c": []}
    shape = learn_graph([graph])
    assert shape is not None
    drawn = [draw_graph(graph, shape, random.Random(seed)) for seed in range(20)]
    assert len({repr(each) for each in drawn}) > 10
    for each in drawn:
        assert set(graph) <= set(each)
        assert all(isinstance(held, list) for held in each.values())
        assert {weight for held in each.values() for _, weight in held} <= {2.5, 4.0}
        assert all(target in each for held in each.values() for target, _ in held)


def test_two_ways_stay_two_ways_and_what_has_no_cycle_gets_none() -> None:
    both = {0: [1], 1: [0, 2], 2: [1]}
    shape = learn_graph([both])
    assert shape is not None
    for seed in range(20):
        each = draw_graph(both, shape, random.Random(seed))
        assert all(source in each[target] for source, held in each.items() for target in held)
    line = {0: {1: 3}, 1: {2: 4}, 2: {}}
    shape = learn_graph([line])
    assert shape is not None
    assert shape.is_acyclic
    for seed in range(20):
        each = draw_graph(line, shape, random.Random(seed))
        again = learn_graph([each])
        assert again is None or again.is_acyclic
        assert all(isinstance(held, dict) for held in each.values())
