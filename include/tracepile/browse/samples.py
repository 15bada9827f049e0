"""Lists, filters and single samples."""

from dataclasses import asdict, dataclass
from typing import Any, Final

from tracepile.browse.desk import Rows, Snapshot

PAGE_ROWS: Final = 50

FACETS: Final = ("config", "split", "domain", "source", "question_kind", "level")


@dataclass(frozen=True, slots=True)
class SampleFilter:
    """What to list; None: any. `search`: the beginning of an id, or a part of question, place, entry point or code."""

    config: str | None = None
    split: str | None = None
    domain: str | None = None
    source: str | None = None
    question_kind: str | None = None
    level: str | None = None
    search: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list: its rows, its number from 1, and how many rows there are on all pages."""

    rows: Rows
    number: int
    n_found: int
    size: int = PAGE_ROWS

    @property
    def n_pages(self) -> int:
        """The number of pages, at least 1."""
        return max(1, -(-self.n_found // self.size))


def list_samples(snapshot: Snapshot, wanted: SampleFilter, page: int = 1) -> Page:
    """Return one page of the samples that fit, by id (columns: `sql/pages/samples.sql`)."""
    relations = ("sample_index", "sample_programs")
    return cut_page(snapshot, wanted, page, "pages/samples_found.sql", "pages/samples.sql", *relations)


def cut_page(snapshot: Snapshot, wanted: Any, number: int, found: str, rows: str, *relations: str) -> Page:
    """Return one page of a list: `found` is the file that gives the positions of what fits, `rows` that of the rows.

    The positions are kept, so that only the first page of a list costs a search; the first relation is the list's.
    """

    positions = snapshot.lists.remember(wanted, lambda: snapshot.query_numbers(found, asdict(wanted), *relations))
    number = min(number, max(1, -(-len(positions) // PAGE_ROWS)))
    part = positions[(number - 1) * PAGE_ROWS : number * PAGE_ROWS].tolist()
    if not part:
        return Page([], number, len(positions))
    window = {"positions": part, "first": part[0], "last": part[-1]}
    return Page(snapshot.query(rows, window, relations[0]), number, len(positions))


def list_facets(snapshot: Snapshot) -> dict[str, Rows]:
    """Return what can be filtered by: of each facet its values (value, n_rows), most frequent first."""

    def read() -> dict[str, Rows]:
        found: dict[str, Rows] = {facet: [] for facet in FACETS}
        for row in snapshot.query("pages/facets.sql", {}, "sample_index"):
            found[row["facet"]].append(row)
        return found

    return snapshot.results.remember("facets", read)


def find_sample(snapshot: Snapshot, sample_id: str) -> dict[str, Any] | None:
    """Return one sample (columns: `sql/pages/sample.sql`); None if there is none."""
    key = ("sample", sample_id)
    rows = snapshot.traces.remember(
        key, lambda: snapshot.query("pages/sample.sql", {"sample_id": sample_id}, "samples")
    )
    return rows[0] if rows else None
