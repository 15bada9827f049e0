"""Quotas hold in every dimension, take as little as they can, and never take everything."""

from collections import Counter

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tracepile.assemble.quotas import Excess, apply_quotas, find_limits
from tracepile.settings import QUOTA_DIMENSIONS, Settings


def cut(quotas: str, **labels: str) -> list[Excess | None]:
    """Cut rows whose labels are letters, one row a letter; dimensions that are not given have one label."""
    n_rows = len(next(iter(labels.values())))
    columns = {name: list(labels.get(name, "-" * n_rows)) for name in QUOTA_DIMENSIONS}
    return apply_quotas(columns, [f"{at:03d}" for at in range(n_rows)], Settings(mixture_quotas=quotas))


def test_a_label_over_its_quota_loses_its_last_draws() -> None:
    found = cut("domain:a=0.5", domain="aaaaaabc")
    assert found == [None] * 2 + [Excess("domain", "a", 0.5)] * 4 + [None] * 2


def test_what_keeps_to_its_quotas_loses_nothing() -> None:
    assert cut("domain:*=0.5,source:*=0.5", domain="aabb", source="xyxy") == [None] * 4


def test_a_dimension_that_cannot_keep_to_its_quotas_is_left_alone() -> None:
    assert cut("domain:*=0.8,source:*=0.4", domain="aaaa", source="xxyy") == [None] * 4


def test_a_cut_in_one_dimension_is_followed_in_the_others() -> None:
    domain, source = "aaaaaaaabbbb", "xxxxyyyyxxxx"
    found = cut("domain:*=0.5,source:*=0.6", domain=domain, source=source)
    kept = [at for at, excess in enumerate(found) if excess is None]
    assert max(Counter(domain[at] for at in kept).values()) <= 0.5 * len(kept)
    assert max(Counter(source[at] for at in kept).values()) <= 0.6 * len(kept)
    assert len(kept) == 8


def test_quotas_that_leave_nothing_together_are_given_up_from_the_last() -> None:
    # half must be of domain a, all of which is medium, of which a tenth may be
    found = cut(
        "domain:*=0.5,difficulty:m=0.1,difficulty:h=0.5,difficulty:e=0.5",
        domain="a" * 5 + "b" * 10,
        difficulty="m" * 5 + "h" * 5 + "e" * 5,
    )
    assert Counter(excess.dimension for excess in found if excess) == {"domain": 5}
    assert all(excess is None for excess in found[:5])


def test_the_default_quotas_limit_kinds_only() -> None:
    kinds = "o" * 40 + "abcdefghij" * 4
    names = {"o": "output"} | {letter: letter for letter in "abcdefghij"}
    columns = {name: ["one"] * len(kinds) for name in QUOTA_DIMENSIONS} | {"question_kind": [names[k] for k in kinds]}
    assert apply_quotas(columns, [str(at) for at in range(len(kinds))], Settings()) == [None] * len(kinds)


@settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
@given(
    st.lists(st.tuples(st.integers(0, 200), st.floats(0.05, 1)), min_size=1, max_size=8),
)
def test_the_most_rows_stay_that_keep_to_the_quotas(labels: list[tuple[int, float]]) -> None:
    counts = np.array([count for count, _ in labels], dtype=np.intp)
    quotas = np.array([quota for _, quota in labels])
    limits = find_limits(counts, quotas)
    total = int(limits.sum())
    assert (limits <= counts).all()
    assert (limits <= quotas * total + 1e-6).all()
    more = range(total + 1, int(counts.sum()) + 1)
    assert not any(int(np.minimum(counts, np.floor(quotas * size + 1e-9)).sum()) >= size for size in more)
