"""`tracepile store …`: look after the store."""

from typing import Annotated

import typer

from tracepile.commands.common import JsonOption, StoreOption, open_store_option, print_json, read_settings, user_errors
from tracepile.store.garbage import collect_garbage

app = typer.Typer(help="Look after the store.", no_args_is_help=True)


@app.command("init")
def init(store: StoreOption = None) -> None:
    """Create the store (the directory, or the bucket) if it does not exist."""
    from tracepile.store.objects import create_store

    with user_errors():
        typer.echo(create_store(read_settings(store=store)))


@app.command("gc")
def gc(
    store: StoreOption = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be deleted.")] = False,
    keep_days: Annotated[float, typer.Option("--keep-days", min=0, help="Keep what is younger.")] = 7,
    as_json: JsonOption = False,
) -> None:
    """Delete shards that neither the last 10 commits of their table nor a release's commits name."""
    settings, tables = open_store_option(store)
    with user_errors():
        garbage = collect_garbage(tables, settings.release_name, keep_days=keep_days, is_dry_run=dry_run)
    if as_json:
        print_json({"dry_run": dry_run, "shards": garbage.shards, "objects": garbage.objects, "bytes": garbage.n_bytes})
        return
    verb = "would delete" if dry_run else "deleted"
    typer.echo(f"{verb} {len(garbage.shards)} shards ({len(garbage.objects)} objects, {garbage.n_bytes:,} bytes)")
