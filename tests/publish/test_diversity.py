"""The quality report measures variety before and after enrichment, and warns of what dominates."""

import json

import pytest
from pydantic import ValidationError

from tests.publish.factory import make_samples, publish
from tracepile.publish.layout import DIVERSITY, REPORT
from tracepile.settings import Settings
from tracepile.similarity.structure import describe_structure
from tracepile.store import Store

LOOPS = """\
def f(xs):
    if not xs:
        return 0
    for x in xs:
        while x:
            if x > 1:
                x -= 1
    return f(xs[1:])
"""


def test_structure_is_read_from_the_syntax_tree() -> None:
    found = describe_structure(LOOPS)
    assert found["features"] == ["branch", "for loop", "recursion", "slice", "while loop"]
    assert (found["n_branches"], found["nesting"]) == (4, 3)
    assert describe_structure("def f(") == {"features": [], "n_branches": 0, "nesting": 0}


def test_a_release_says_how_varied_it_is_and_what_dominates(store: Store, settings: Settings) -> None:
    quotas = ("domain:*=0.3", "question_kind:*=1", "source:seed_corpus=0.9", "difficulty:*=1.0")
    release = publish(
        store, settings.model_copy(update={"mixture_quotas": quotas, "dominant_share": 1.0}), make_samples(60)
    )
    body = json.loads(store.objects.fetch(f"{release.prefix}/{DIVERSITY}").read_text())
    rows = {(row["domain"], row["stage"]): row for row in body["diversity"]}
    # the samples of the factory that ask for a run's own result are all of one domain
    assert set(rows) == {
        ("algorithm", "before"),
        *((domain, "after") for domain in ("algorithm", "competition", "math")),
    }
    before, after = rows["algorithm", "before"], rows["math", "after"]
    assert (before["n_kinds"], before["kind_entropy"], before["n_samples"]) == (1, 0, 20)
    assert 0 < before["text_ngram_share"] < 1
    assert after["n_programs"] == 5
    assert sum(row["n_after"] for row in body["kinds"]) == sum(body["mixture"]["difficulty"].values()) == 60
    assert sum(row["n_before"] for row in body["kinds"]) == 20
    assert {row["dimension"] for row in body["dominant"]} == {"domain"}
    assert all(row["share"] > row["most"] == 0.3 for row in body["dominant"])
    report = store.objects.fetch(f"{release.prefix}/{REPORT}").read_text()
    assert "at most 30.0% are wanted" in report
    assert "<h2>Diversity</h2>" in report


def test_quotas_are_read_from_the_settings() -> None:
    settings = Settings(mixture_quotas="domain:math=0.25,domain:*=0.5,source:*=.8")
    assert settings.find_quota("domain", "math") == 0.25
    assert settings.find_quota("domain", "algorithm") == 0.5
    assert settings.find_quota("question_kind", "output") == 1.0
    with pytest.raises(ValidationError, match="is no quota"):
        Settings(mixture_quotas="domains:math=2")
