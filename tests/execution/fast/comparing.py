"""Holds the fast tracer against the reference: the same events, and the same state of every frame after each."""

from tests.execution.oracle import describe_state
from tracepile.execution.model import Case, Limits, Recording
from tracepile.execution.recording import record_in_process

LIMITS = Limits(max_nodes=10**9)


def describe_event(event):
    """What must be the same of an event, besides the state."""
    return (
        *(event.kind, event.frame, event.depth, event.function, event.line, event.visit),
        *(event.stdout_delta, event.value),
    )


def describe_end(recording: Recording, *, is_whole: bool):
    """What must be the same of a run, besides its events: where a truncated trace ends may differ, as the reference
    spends its budget of work faster.
    """
    return (
        *(recording.outcome, recording.exit_status, recording.error, recording.result, recording.result_type),
        *(recording.stdout, recording.arguments_after, (recording.n_events, recording.truncated) if is_whole else None),
    )


def find_difference(case: Case, limits: Limits = LIMITS) -> str | None:
    """The first thing in which the two tracers differ on a program, as text; None if they agree."""
    slow = record_in_process(case, limits, tracer="reference")
    fast = record_in_process(case, limits, tracer="fast")
    expected_end, end = (describe_end(each, is_whole=not slow.truncated) for each in (slow, fast))
    if expected_end != end:
        return f"the reference ends with {expected_end}, the fast tracer with {end}"
    if fast.receipt.trace_sha256 == slow.receipt.trace_sha256:
        return None  # it was the reference that recorded it
    for (one, state), (other, fast_state) in zip(slow.replay(), fast.replay(), strict=False):
        if describe_event(one) != describe_event(other):
            return f"reference: {describe_event(one)}\nfast: {describe_event(other)}"
        expected, got = describe_state(state, 0), describe_state(fast_state, 0)
        if expected != got:
            return f"at {describe_event(one)}\nreference: {expected}\nfast: {got}"
    return None
