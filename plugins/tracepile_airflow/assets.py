"""One Airflow asset per table. An asset's events are hints with counts; the commit log of the store is the truth."""

from typing import Final

from airflow.sdk import Asset


def _table(name: str) -> Asset:
    return Asset(name=name, uri=f"tracepile://tables/{name}", group="tracepile")


BENCHMARKS: Final = _table("benchmarks")
PROGRAMS: Final = _table("programs")
CURATED: Final = _table("curated")
SIGNATURES: Final = _table("signatures")
VARIANTS: Final = _table("variants")
RUNS: Final = _table("runs")
EVENTS: Final = _table("events")
QUESTIONS: Final = _table("questions")
RATIONALES: Final = _table("rationales")
SAMPLES: Final = _table("samples")
DERIVED: Final = _table("derived")
QUALITY: Final = _table("quality")
WITHDRAWALS: Final = _table("withdrawals")
RELEASE: Final = _table("release")
