"""Generated programs: the fast tracer gives what the reference gives.

`make test-tracers` runs many more of them (the tests marked slow).
"""

import pytest
from hypothesis import HealthCheck, given, settings

from tests.execution.fast.comparing import find_difference
from tests.execution.fast.programs import programs
from tracepile.execution.model import Case

CALM = settings(
    deadline=None, max_examples=20, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@CALM
@given(programs)
def test_generated_programs_are_traced_alike(code: str) -> None:
    difference = find_difference(Case(code, stdin=""))
    assert difference is None, f"{difference}\n{code}"


@pytest.mark.slow
@pytest.mark.timeout(3600)
@settings(CALM, max_examples=3_000)
@given(programs)
def test_many_generated_programs_are_traced_alike(code: str) -> None:
    difference = find_difference(Case(code, stdin=""))
    assert difference is None, f"{difference}\n{code}"
