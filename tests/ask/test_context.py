"""Where a question points to: `context` holds what `kinds` promises, so that others find the place in the run."""

from collections import Counter

from tracepile.ask.kinds import BY_NAME

VISITS = {
    "same_object",
    "value_after_line_visit",
    "element_after_line_visit",
    "type_of",
    "branch_taken",
    "next_line",
    "stdout_after",
    "value_before_line_visit",
    "length_after_line_visit",
    "difference_between_visits",
}
ENDS = {
    "final_value",
    "n_changes",
    "loop_iterations",
    "value_history",
    "sum_of_values",
    "left_early",
    "last_line_of_call",
    "n_lines_run",
    "assertion",
    "input_prediction",
}
WHOLE_RUN = {"line_visits", "n_calls", "call_order"}


def test_steps_lines_and_visits_point_to_the_place(seed_candidates) -> None:
    seen: Counter[str] = Counter()
    for recording, rows in seed_candidates.values():
        events = recording.events
        for row in rows:
            kind, step, line, visit = row["kind"], row["step"], row["line"], row["visit"]
            seen[kind] += 1
            event = None if step is None else events[step]
            if kind in VISITS:
                assert (event.kind, event.line, event.visit) == ("line", line, visit)
            elif kind in ENDS:
                assert (event.kind, visit) == ("return", None)
                assert not any(later.frame == event.frame for later in events[step + 1 :])
            elif kind in WHOLE_RUN:
                assert (step, visit) == (None, None)
            elif kind == "is_defined":
                assert (event.kind, event.line, event.visit) == ("line", line, 1)
            elif kind in ("exception_type", "exception_line"):
                assert event.kind == "exception"
                assert not any(earlier.kind == "exception" for earlier in events[:step])
            elif kind == "value_at_iteration":
                assert (event.kind, event.line) == ("line", line)
            elif kind == "first_visit_when":
                assert any(change.path == row["variable"] for change in event.changes)
                assert any(change.value == row["detail"] for change in event.changes)
            elif kind in ("max_value", "min_value"):
                assert (row["variable"], row["answer"]) in {(change.path, change.value) for change in event.changes}
            elif kind == "line_ran":
                assert (row["answer"] == "True") == (event is not None and event.line == line)
            elif kind in ("call_arguments", "recursion_depth"):
                assert event.kind == "call"
            elif kind == "return_value_of_call":
                assert (event.kind, event.value) == ("return", row["answer"])
            else:
                raise AssertionError(f"{kind} is not covered")
    assert set(seen) == set(BY_NAME)


def test_calls_are_counted_in_the_order_in_which_they_begin(seed_candidates) -> None:
    n_checked = 0
    for recording, rows in seed_candidates.values():
        for row in rows:
            if row["kind"] not in ("call_arguments", "return_value_of_call") or row["shown_call"] is None:
                continue
            events = recording.events
            event = events[row["step"]]
            begun = [e.frame for e in events if e.kind == "call" and e.function == event.function]
            assert begun[row["visit"] - 1] == event.frame
            assert row["shown_call"] == row["visit"]
            n_checked += 1
    assert n_checked > 50


def test_wherever_a_call_must_be_named_there_are_several(seed_candidates) -> None:
    for recording, rows in seed_candidates.values():
        if recording.truncated:
            continue
        n_calls = Counter(event.function for event in recording.events if event.kind == "call")
        for row in rows:
            if row["step"] is not None and row["kind"] not in ("line_ran", "recursion_depth"):
                event = recording.events[row["step"]]
                assert (row["shown_call"] is not None) == (n_calls[event.function] > 1)
