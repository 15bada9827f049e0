"""`tracepile doctor`: is this machine fit to run the platform?"""

from dataclasses import asdict, dataclass

import typer

from tracepile.commands.common import JsonOption, StoreOption, print_json, read_settings
from tracepile.settings import Settings
from tracepile.store import StoreError, open_store


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: whether it is in order, what was found, and what to do if it is not."""

    name: str
    ok: bool
    detail: str
    fix: str


def _check_python() -> Finding:
    import platform
    import sys

    ok = (3, 11) <= sys.version_info < (3, 13)
    return Finding("python", ok, platform.python_version(), "" if ok else "Use Python 3.11 or 3.12.")


def _check_store(settings: Settings) -> Finding:
    probe = "doctor/probe"
    try:
        objects = open_store(settings).objects
        objects.replace(probe, b"tracepile")
        ok = objects.read(probe) == b"tracepile" and not objects.create(probe, b"again")
        objects.delete(probe)
    except (StoreError, OSError) as error:
        return Finding("store", False, str(error), "Name a store that can be written with --store or TRACEPILE_STORE.")
    fix = "" if ok else "Use a store that supports conditional creation (If-None-Match, or hard links)."
    return Finding("store", ok, objects.uri, fix)


def _check_disk(settings: Settings) -> Finding:
    import shutil

    home = settings.home
    while not home.exists():
        home = home.parent
    free_gb = shutil.disk_usage(home).free / 1e9
    ok = free_gb >= 2
    return Finding("disk", ok, f"{free_gb:.1f} GB free at {home}", "" if ok else "Free at least 2 GB.")


def _check_model_server(settings: Settings) -> list[Finding]:
    """Look at the model server, if one is configured: only some modes of the narrator need one."""
    if not settings.sglang_url:
        return []
    from tracepile.llm import Client, DeploymentError, ServerNotReadyError

    try:
        with Client(settings) as client:
            served = client.served
    except DeploymentError as error:
        return [Finding("model server", False, str(error), "Mend the setting named here.")]
    except ServerNotReadyError as error:
        return [Finding("model server", False, str(error), "Start it; tasks that need it wait until it is ready.")]
    return [Finding("model server", True, f"{served.model}, SGLang {served.server_version}", "")]


def check_machine(settings: Settings) -> list[Finding]:
    """Run all checks: Python, the sandbox's parts, the store, the disk, the model server if there is one."""
    from tracepile.execution.executor import explain

    sandbox = [Finding(check.name, check.ok, check.detail, check.fix) for check in explain()]
    return [
        _check_python(),
        *sandbox,
        _check_store(settings),
        _check_disk(settings),
        *_check_model_server(settings),
    ]


def doctor(store: StoreOption = None, as_json: JsonOption = False) -> None:
    """Say whether this machine is fit to run the platform, and what to do if not (exit code 1)."""
    findings = check_machine(read_settings(store=store))
    is_fit = all(finding.ok for finding in findings)
    if as_json:
        print_json({"fit": is_fit, "checks": [asdict(finding) for finding in findings]})
    else:
        width = max(len(finding.name) for finding in findings)
        for finding in findings:
            typer.echo(f"{'ok ' if finding.ok else 'NO '} {finding.name:<{width}}  {finding.detail}")
            if finding.fix:
                typer.echo(f"    {'':<{width}}  → {finding.fix}")
        typer.echo("fit" if is_fit else "not fit: see the arrows above")
    raise typer.Exit(0 if is_fit else 1)
