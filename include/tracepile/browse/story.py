"""A row's whole story, from its source to the release, or to where and why it ended."""

from typing import Any, Final

from tracepile.browse.desk import Rows, Snapshot

STORY: Final = ("programs", "curated", "variants", "runs", "questions", "rationales", "samples")
"""Tables in the order in which a program walks through them."""

IDS: Final = {
    "programs": ("program_id", "source_ref"),
    "curated": ("program_id",),
    "variants": ("program_id",),
    "runs": ("trace_id", "input_id"),
    "questions": ("question_id",),
    "rationales": ("rationale_id",),
    "samples": ("sample_id",),
}
"""By which columns a row of each table can be asked for."""

_HAVE_TRACE: Final = ("runs", "questions", "rationales", "samples")


class UnknownRowError(Exception):
    """No row has this id, or several begin with it; the message says which."""


def find_family(snapshot: Snapshot, wanted: str) -> tuple[str, str, str]:
    """Return (table, id, family_id) of the row whose id is `wanted` or starts with it; raise `UnknownRowError` if none.

    A rejected row counts too: its id leads to the program it came from (family_id is empty for a rejected source row).
    """
    hits: dict[str, tuple[str, str, str]] = {}
    for table, columns in IDS.items():
        for column in columns:
            text = f"SELECT DISTINCT {column} AS id, family_id FROM {table} WHERE starts_with({column}, ?) LIMIT 3"  # noqa: S608
            for row in snapshot.select(text, [wanted], table):
                hits.setdefault(row["id"], (table, row["id"], row["family_id"]))
    text = "SELECT row_id, program_id FROM rejects WHERE starts_with(row_id, ?) LIMIT 3"
    for row in snapshot.select(text, [wanted], "rejects"):
        hits.setdefault(row["row_id"], ("rejects", row["row_id"], row["program_id"] or ""))
    exact = [hit for key, hit in hits.items() if key == wanted]
    if not hits:
        raise UnknownRowError(
            f"No row has the id {wanted!r}; give an id (or its beginning) of any table, or a source_ref."
        )
    if not exact and len(hits) > 1:
        raise UnknownRowError(
            f"The beginning {wanted!r} fits several ids ({', '.join(sorted(hits)[:3])} …); give more of it."
        )
    return (exact or list(hits.values()))[0]


def tell_story(snapshot: Snapshot, wanted: str, *, is_brief: bool = False) -> dict[str, Any]:
    """Return everything the tables say of one row and of the program it belongs to.

    Keys: id, table, family_id, program (its row, inputs included), curated, variants, runs, questions, rationales,
    samples (rows as dicts; only those of the row's own run when it belongs to one), rejects (why what was dropped).
    Where it is brief, samples come without their long texts (`sql/pages/sample_index.sql`).
    """
    table, found, family = find_family(snapshot, wanted)
    family = family or found
    # A variant's rejects name the variant, which leads to the family.
    parent = snapshot.select("SELECT family_id FROM variants WHERE program_id = ?", [family], "variants")
    family = parent[0]["family_id"] if parent else family
    trace = _find_trace_id(snapshot, table, found) if table in _HAVE_TRACE else ""
    story: dict[str, Any] = {"id": found, "table": table, "family_id": family}
    for name in STORY:
        relation = "sample_index" if is_brief and name == "samples" else name
        story[name] = _read_family(snapshot, relation, family, trace if name in _HAVE_TRACE else "")
    story["program"] = next(iter(story.pop("programs")), None)
    own = {family, found, trace} | {row["program_id"] for row in story["variants"]}
    own |= {row[key] for name in _HAVE_TRACE for row in story[name] for key in IDS[name] if row.get(key)}
    story["rejects"] = snapshot.select(
        "SELECT * FROM rejects WHERE list_contains(?, row_id) OR list_contains(?, program_id)",
        [sorted(own), sorted(own)],
        "rejects",
    )
    return story


def _find_trace_id(snapshot: Snapshot, table: str, found: str) -> str:
    condition = " OR ".join(f"{column} = ?" for column in IDS[table])
    rows = snapshot.select(
        f"SELECT trace_id FROM {table} WHERE {condition}",  # noqa: S608
        [found] * len(IDS[table]),
        table,
    )
    return str(rows[0]["trace_id"])


def _read_family(snapshot: Snapshot, relation: str, family: str, trace: str) -> Rows:
    text = f"SELECT * FROM {relation} WHERE family_id = ?"  # noqa: S608
    if trace:
        return snapshot.select(f"{text} AND trace_id = ?", [family, trace], relation)
    return snapshot.select(text, [family], relation)
