"""`tracepile releases …`: the releases of a store: what there is, whether it is whole, and what shall be current."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tracepile.commands.common import (
    CommandError,
    JsonOption,
    StoreOption,
    open_store_option,
    print_json,
    user_errors,
)
from tracepile.schema import Selector

if TYPE_CHECKING:
    from tracepile.publish import Release
    from tracepile.store import Objects

app = typer.Typer(help="List, show, verify, compare, publish, roll back and withdraw.", no_args_is_help=True)

VersionArgument = Annotated[str | None, typer.Argument(help="A version such as v0.1.0; default: the latest.")]


@app.command("list")
def list_(store: StoreOption = None, as_json: JsonOption = False) -> None:
    """List all releases, lowest version first."""
    from tracepile.publish import list_releases, read_pointer

    settings, tables = open_store_option(store)
    with user_errors():
        releases = list_releases(tables.objects, settings.release_name)
        latest = (read_pointer(tables.objects, settings.release_name) or {}).get("version")
        rows = [_describe(release, tables.objects, latest) for release in releases]
    if as_json:
        print_json(rows)
        return
    if not rows:
        typer.echo(f"no release of {settings.release_name!r} in {tables.objects.uri}")
    for row in rows:
        mark = "  latest" if row["is_latest"] else ""
        typer.echo(f"{row['version']:<10} {row['published_at']}  {row['rows']:>9,} rows  {row['path']}{mark}")


@app.command("show")
def show(
    version: Annotated[str, typer.Argument(help="A version such as v0.1.0.")],
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show what a release is made of (--json: its whole manifest, with `path` and `is_latest`)."""
    from tracepile.publish import read_pointer

    settings, tables = open_store_option(store)
    release = _find(tables.objects, settings.release_name, version)
    with user_errors():
        latest = (read_pointer(tables.objects, settings.release_name) or {}).get("version")
    row = _describe(release, tables.objects, latest)
    if as_json:
        print_json({**release.manifest, "path": row["path"], "is_latest": row["is_latest"]})
        return
    manifest = release.manifest
    typer.echo(f"{settings.release_name} {row['version']}{' (latest)' if row['is_latest'] else ''}")
    for label, value in (
        ("published", row["published_at"]),
        ("parent", row["parent"] or "none, the first release"),
        ("samples", f"{row['rows']:,}, {manifest['n_tokens']:,} tokens ({', '.join(manifest['tokenizers'])})"),
        ("data_sha256", row["data_sha256"]),
        ("path", row["path"]),
    ):
        typer.echo(f"  {label:<12} {value}")
    typer.echo("configs")
    for part in manifest["splits"]:
        typer.echo(
            f"  {part['config']:<18} {part['split']:<11} {part['n_rows']:>9,} samples {part['n_tokens']:>12,} tokens"
        )
    typer.echo("sources")
    for source in manifest["sources"]:
        licences = ", ".join(source["licences"])
        typer.echo(f"  {source['source']:<30} {source['n_samples']:>9,} samples  {licences}")


@app.command("verify")
def verify(version: VersionArgument = None, store: StoreOption = None, as_json: JsonOption = False) -> None:
    """Check every file of a release, its rows and columns, its manifest and the pointer (exit code 1: broken)."""
    from tracepile.publish import verify_release

    settings, tables = open_store_option(store)
    release = _find(tables.objects, settings.release_name, version)
    with user_errors():
        problems = verify_release(tables.objects, settings.release_name, release.version)
    if as_json:
        print_json({"ok": not problems, "errors": [asdict(problem) for problem in problems]})
    else:
        for problem in problems:
            typer.echo(f"NO  {problem.path}: {problem.reason}")
        n_files = len(release.files)
        typer.echo(
            f"{release.version} is broken: {len(problems)} problems"
            if problems
            else f"ok  {release.version}: {n_files} files, {release.n_rows:,} rows, all as published"
        )
    raise typer.Exit(1 if problems else 0)


@app.command("diff")
def diff(
    old: Annotated[str, typer.Argument(help="A version such as v0.1.0.")],
    new: Annotated[str, typer.Argument(help="Another one.")],
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Count the samples that came, went and changed from one release to another, per config."""
    from tracepile import sql
    from tracepile.publish import compare_releases

    settings, tables = open_store_option(store)
    releases = [_find(tables.objects, settings.release_name, version) for version in (old, new)]
    with user_errors(), sql.connect(settings) as con:
        changes = compare_releases(con, tables.objects, *releases)
    if as_json:
        print_json({row["config"]: {end: row[end] for end in ("added", "removed", "changed")} for row in changes.rows})
        return
    typer.echo(f"{'config':<18} {'added':>9} {'removed':>9} {'changed':>9} {'unchanged':>9}")
    for row in changes.rows:
        counts = " ".join(f"{row[end]:>9,}" for end in ("added", "removed", "changed", "unchanged"))
        typer.echo(f"{row['config']:<18} {counts}")
    for title, names in (
        ("columns removed", changes.lost_columns),
        ("columns of another type", changes.retyped_columns),
        ("new columns", changes.new_columns),
    ):
        if names:
            typer.echo(f"{title}: {', '.join(names)}")


@app.command("publish")
def publish(
    version: Annotated[str | None, typer.Option("--version", help="Its number; default: the one that is due.")] = None,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make a release of what the store's tables hold now: assemble, validate and publish, without Airflow."""
    from tracepile import assemble, validate
    from tracepile import publish as publishing
    from tracepile.stage import run_all
    from tracepile.validate import UnfitError, raise_if_failed

    settings, tables = open_store_option(store, release_version=version)
    with user_errors():
        before = publishing.read_pointer(tables.objects, settings.release_name)
        try:
            for stage in (assemble.STAGE, validate.STAGE):
                run_all(stage, tables, settings)
            raise_if_failed(tables)
            run_all(publishing.STAGE, tables, settings)
        except (UnfitError, publishing.PublishError) as error:
            raise CommandError(str(error), exit_code=1) from None
        release = publishing.find_release(tables.objects, settings.release_name)
    is_new = before is None or before["version"] != str(release.version)
    row = _describe(release, tables.objects, str(release.version))
    if as_json:
        print_json({**row, "is_new": is_new})
    else:
        news = f"published {row['version']}" if is_new else f"nothing to do: {row['version']} is current"
        typer.echo(f"{news}, {row['rows']:,} rows, {row['path']}")


@app.command("rollback")
def rollback(
    version: Annotated[str, typer.Argument(help="The version that readers shall get again.")],
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Let the pointer name an earlier release; nothing is deleted."""
    from tracepile.publish import UnknownVersionError, roll_back

    settings, tables = open_store_option(store)
    try:
        with user_errors():
            release = roll_back(tables.objects, settings.release_name, version)
    except UnknownVersionError as error:
        raise CommandError(str(error)) from None
    row = _describe(release, tables.objects, str(release.version))
    if as_json:
        print_json(row)
    else:
        typer.echo(f"the latest release is now {row['version']}, {row['rows']:,} rows, {row['path']}")


@app.command("withdraw")
def withdraw(
    value: Annotated[str, typer.Argument(help="The sample, program, source or licence.")],
    by: Annotated[Selector, typer.Option("--by", help="What the value is.")],
    reason: Annotated[str, typer.Option("--reason", help="Why; it stands in the next release's list of changes.")],
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Keep rows out of the next release and of every later one (no release is changed)."""
    from tracepile.publish import NothingToWithdrawError, UnknownVersionError
    from tracepile.publish import withdraw as withdraw_rows

    settings, tables = open_store_option(store)
    try:
        with user_errors():
            withdrawal = withdraw_rows(tables, settings, by, value, reason)
    except (UnknownVersionError, NothingToWithdrawError) as error:
        raise CommandError(str(error), exit_code=1) from None
    if as_json:
        print_json(asdict(withdrawal))
    else:
        typer.echo(
            f"{withdrawal.n_samples:,} samples of the {by} {value} will not be in the next release; "
            "make it with `tracepile releases publish` or the DAG assemble_samples"
        )


def _find(objects: "Objects", name: str, version: str | None) -> "Release":
    from tracepile.publish import UnknownVersionError, find_release

    try:
        with user_errors():
            return find_release(objects, name, version)
    except UnknownVersionError as error:
        raise CommandError(str(error)) from None


def _describe(release: "Release", objects: "Objects", latest: str | None) -> dict[str, Any]:
    return {
        "version": str(release.version),
        "parent": (release.manifest["parent"] or {}).get("version"),
        "published_at": release.manifest["published_at"],
        "rows": release.n_rows,
        "is_latest": str(release.version) == latest,
        "data_sha256": release.data_sha256,
        "path": objects.location(release.prefix),
    }
