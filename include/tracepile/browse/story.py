"""A row's whole story, from its source to the release, or to where and why it ended."""

from typing import Any, Final

from tracepile.browse.desk import Snapshot

STORY: Final = ("programs", "curated", "variants", "runs", "questions", "rationales", "samples")
"""Tables in the order in which a program walks through them."""

_IDS: Final = {
    "runs": ("trace_id", "input_id"),
    "questions": ("question_id",),
    "rationales": ("rationale_id",),
    "samples": ("sample_id",),
}
"""Tables whose rows belong to one run, and the columns by which they, or their rejects, are named."""


class UnknownRowError(Exception):
    """No row has this id, or several begin with it; the message says which."""


def find_row(snapshot: Snapshot, wanted: str) -> dict[str, str]:
    """Return id, kind (its table, or `rejects`), family_id and trace_id of the row whose id is `wanted` or starts so.

    A rejected row counts too: its id leads to the program it came from. What a row has not is an empty text. Raises
    `UnknownRowError` when there is none, or when several ids start so.
    """
    rows = snapshot.query("pages/row_found.sql", {"wanted": wanted}, "row_index")
    if not rows:
        raise UnknownRowError(
            f"No row has the id {wanted!r}; give an id (or its beginning) of any table, or a source_ref."
        )
    if len(rows) > 1 and rows[0]["id"] != wanted:
        some = ", ".join(row["id"] for row in rows[:3])
        raise UnknownRowError(f"The beginning {wanted!r} fits several ids ({some} …); give more of it.")
    return {name: value or "" for name, value in rows[0].items()}


def tell_story(snapshot: Snapshot, wanted: str, *, is_brief: bool = False) -> dict[str, Any]:
    """Return everything the tables say of one row and of the program it belongs to.

    Keys: id, table, family_id, program (its row, inputs included), curated, variants, runs, questions, rationales,
    samples (rows as dicts; only those of the row's own run when it belongs to one), rejects (why what was dropped).
    Where it is brief, samples come without their long texts (columns: `sql/pages/samples_of.sql`).
    """
    row = find_row(snapshot, wanted)
    family = row["family_id"] or row["id"]
    if row["kind"] == "rejects" and family != row["id"]:
        # A variant's rejects name the variant, which leads to the family.
        family = find_row(snapshot, family)["family_id"] or family
    story: dict[str, Any] = {"id": row["id"], "table": row["kind"], "family_id": family}
    for name in STORY:
        trace = row["trace_id"] if name in _IDS else ""
        if is_brief and name == "samples":
            params = {"family_id": family, "trace_id": trace}
            story[name] = snapshot.query("pages/samples_of.sql", params, "sample_index")
        else:
            wanted_ids = {"family_id": family} | ({"trace_id": trace} if trace else {})
            story[name] = snapshot.read_batch(name, family, wanted_ids)
    story["program"] = next(iter(story.pop("programs")), None)
    own = {family, row["id"], row["trace_id"]} | {variant["program_id"] for variant in story["variants"]}
    own |= {found[key] for name, keys in _IDS.items() for found in story[name] for key in keys if found.get(key)}
    story["rejects"] = snapshot.query("pages/rejects_of.sql", {"ids": sorted(own - {""})}, "reject_index")
    return story
