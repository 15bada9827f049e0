"""Reading recordings back: any program, any step."""

from textwrap import dedent

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.execution.oracle import describe_state, find_difference
from tracepile.execution.canonical import literal
from tracepile.execution.model import Case, Change, Recording
from tracepile.execution.recording import event_rows, read_events, record_in_process

NAMES = "abc"
NEW = ["[]", "[0, 1]", "{}", "{'k': [1]}", "{1, 2}", "[[1], [2]]", "(1, [2])", "3", "1.5", "'s'", "True", "None"]
STATEMENTS = [
    "{x} = {new}",
    "{x} = {y}",
    "{x}, {y} = {y}, {x}",
    "{x} = [{y}, {z}]",
    "{x} = [{y}] * 2",
    "{x} = {{'k': {y}, 0: {z}}}",
    "{x}.append({y})",
    "{x}.append({new})",
    "{x}.insert(0, {y})",
    "{x}[0] = {y}",
    "{x}[-1] = {new}",
    "{x}['k'] = {y}",
    "{x}[{new}] = {y}",
    "{x}[0].append({new})",
    "{x}['k'].append({y})",
    "{x}[0][0] = {y}",
    "del {x}[0]",
    "del {x}['k']",
    "{x}.pop()",
    "{x}.popitem()",
    "{x}.add({y})",
    "{x}.discard(1)",
    "{x}[1:2] = [{y}, {new}]",
    "{x} += [{y}]",
    "{x} *= 2",
    "{x} = {x} + [{y}]",
    "{x}.sort(key=str)",
    "{x}.reverse()",
    "{x}.clear()",
    "{x}[(0, 'k')] = {y}",
    "{x}.pop((0, 'k'))",
    "{x}.add((0, 'k'))",
    "{x}.discard((0, 'k'))",
    "{x}.update({y})",
    "del {x}",
    "{x} = {y} and {new}",
    "{x} = {{'p': 1}}; del {x}['p']; {x}['q'] = 1",
]


@st.composite
def bodies(draw: st.DrawFn) -> list[str]:
    lines = [f"{name} = {draw(st.sampled_from(NEW))}" for name in NAMES]
    for _ in range(draw(st.integers(1, 14))):
        template = draw(st.sampled_from(STATEMENTS))
        x, y, z = (draw(st.sampled_from(NAMES)) for _ in range(3))
        lines.append(template.format(x=x, y=y, z=z, new=draw(st.sampled_from(NEW))))
    return lines


def guard(lines: list[str], indent: str = "") -> str:
    """Each line on its own; one that fails is passed over."""
    return "".join(f"{indent}try:\n{indent}    {line}\n{indent}except Exception:\n{indent}    pass\n" for line in lines)


relaxed = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@relaxed
@given(bodies())
def test_generated_programs_replay_to_their_snapshots(lines: list[str]) -> None:
    code = guard(lines)
    assert find_difference(code, record_in_process(Case(code, stdin=""))) is None


@relaxed
@given(bodies(), bodies())
def test_generated_functions_replay_to_their_snapshots(outer: list[str], inner: list[str]) -> None:
    code = (
        f"def helper(a, b=[]):\n    global c\n{guard(inner, '    ')}    return a\n"
        f"def main():\n    a = b = c = []\n{guard([*outer, 'a = helper(b, c)', 'b = helper(a)'], '    ')}    return [a, b, c]\n"
    )
    recording = record_in_process(Case(code, call="main()"))
    assert find_difference(code, recording, "main()") is None


@relaxed
@given(bodies())
def test_the_changes_alone_lead_to_every_state(lines: list[str]) -> None:
    """Following paths and literals, each variable on its own, gives what the objects give."""
    recording = record_in_process(Case(guard(lines), stdin=""))
    followed: dict[str, object] = {}
    for event, state in recording.replay():
        if any("..." in literal(value) for value in state.variables.values()):
            return  # a recursive container has no literal that could be followed
        assert {name: literal(value) for name, value in state.variables.items()} == {
            name: literal(followed[name]) for name in state.variables
        }
        assert set(state.variables) == set(followed)
        for change in event.changes:
            follow(change, followed)


def follow(change: Change, variables: dict[str, object]) -> None:
    """Do to plain variables what a change says; setting the element behind a list's last appends it."""
    if change.op == "delete":
        exec(f"del {change.path}", {}, variables)
        return
    try:
        exec(f"{change.path} = {change.value}", {}, variables)
    except IndexError:
        holder, _, place = change.path.rpartition("[")
        assert len(eval(holder, {}, variables)) == int(place[:-1])
        exec(f"{holder}.append({change.value})", {}, variables)


PROGRAM = dedent(
    """
    def walk(node, seen):
        seen.append(node['v'])
        for child in node['kids']:
            walk(child, seen)
        return len(seen)

    tree = {'v': 1, 'kids': [{'v': 2, 'kids': []}, {'v': 3, 'kids': []}]}
    seen = []
    n = walk(tree, seen)
    """
)


@pytest.fixture(scope="module")
def recording() -> Recording:
    return record_in_process(Case(PROGRAM, stdin=""))


def test_state_at_any_step_is_the_state_of_the_replay(recording: Recording) -> None:
    replayed = [describe_state(state.copy(), 0) for _, state in recording.replay()]
    steps = [5, 3, 9, len(replayed) - 1, 0, 7]
    assert [describe_state(recording.state_at(step), 0) for step in steps] == [replayed[step] for step in steps]


def test_state_at_lasts_while_the_cursor_moves_on(recording: Recording) -> None:
    early = recording.state_at(6)
    before = describe_state(early, 0)
    recording.state_at(20)
    assert describe_state(early, 0) == before


def test_state_can_be_seen_from_any_frame_on_the_stack(recording: Recording) -> None:
    inner = next(event for event in recording.events if event.kind == "call" and event.depth == 2)
    state = recording.state_at(inner.step)
    assert state.stack == (0, 1, 2)
    assert state.parent == 1
    assert state.variables["node"] == {"v": 2, "kids": []}
    assert state.variables["node"] is state.globals["tree"]["kids"][0]
    assert state.lookup("tree") is state.globals["tree"]
    assert recording.state_at(inner.step, 1).variables["child"] is not state.variables["node"]  # separate folds
    assert state.seen_from(1).variables["child"] is state.variables["node"]
    assert state.is_defined("seen")
    assert not state.is_defined("n")
    with pytest.raises(KeyError):
        recording.state_at(inner.step, 99)
    with pytest.raises(IndexError):
        recording.state_at(10_000)


def test_frames_know_their_function_parent_and_place(recording: Recording) -> None:
    frames = recording.frames()
    assert [(frame.function, frame.parent, frame.depth) for frame in frames] == [
        ("<module>", None, 0),
        ("walk", 0, 1),
        ("walk", 1, 2),
        ("walk", 1, 2),
    ]
    assert recording.frame_info(2).first_line == 2
    assert recording.events[frames[3].first_step].kind == "call"


def test_returned_values_are_part_of_the_state(recording: Recording) -> None:
    values = [state.value for event, state in recording.replay() if event.kind == "return"]
    assert values == [2, 3, 3, None]
    assert [event.value for event in recording.events if event.kind == "return"] == ["2", "3", "3", "None"]


def test_rows_of_the_events_table_read_back(recording: Recording) -> None:
    assert read_events(event_rows(recording)) == recording.events
