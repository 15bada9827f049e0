"""`tracepile releases …`: which releases a store holds, what they are made of, and whether they are whole."""

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

if TYPE_CHECKING:
    from tracepile.publish import Release
    from tracepile.store import Objects

app = typer.Typer(help="List, show and verify the releases of a store.", no_args_is_help=True)

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
