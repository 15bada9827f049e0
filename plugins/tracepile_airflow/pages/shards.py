"""*Tables*: the live shards of each table and their rows, where the links of Airflow's tasks lead."""

from fastapi import APIRouter, HTTPException, Request, Response

from tracepile.browse import list_rows
from tracepile.browse.desk import LOGGED
from tracepile_airflow.pages.params import PageNumber, Search, View
from tracepile_airflow.pages.render import render

router = APIRouter()


@router.get("/tables")
def show_tables(request: Request, view: View) -> Response:
    """List the tables with their newest commits."""
    return render(request, "tables.html", commits=[view.commits[table] for table in LOGGED])


@router.get("/tables/{table}")
def show_table(
    request: Request, view: View, table: str, shard: Search = None, kind: str = "rows", page: PageNumber = 1
) -> Response:
    """Show the live shards of a table, and the rows or the rejects of those whose label is `shard` (default: all)."""
    if table not in LOGGED or kind not in ("rows", "rejects"):
        raise HTTPException(404, "There is no such table.")
    commit = view.commits[table]
    chosen = [found for found in commit.shards if not shard or found.label == shard or found.batch == shard]
    name = table if kind == "rows" else f"{table}.rejects"
    found = list_rows(view, name, chosen, page)
    return render(request, "table.html", commit=commit, shard=shard, kind=kind, page=found, chosen=chosen)
