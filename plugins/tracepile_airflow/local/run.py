"""`make run`: the whole chain once, in real Airflow, from sources to a published release."""

import time

from tracepile.settings import Settings
from tracepile.store import open_store
from tracepile_airflow.local.chain import CHAIN, ChainError, Walk, explain_failure, follow_chain
from tracepile_airflow.local.environment import USER
from tracepile_airflow.local.progress import Progress
from tracepile_airflow.local.summary import describe_funnel, describe_quality, find_release
from tracepile_airflow.local.supervisor import Platform, PlatformError

PARSE_TIMEOUT_S = 60.0
_NEVER_S = 3600


def run_chain(settings: Settings, port: int) -> int:
    """Run the chain and print how it went; return the exit code: 0 when every DAG succeeded and a release exists."""
    started = time.monotonic()
    progress = Progress()
    progress.say(f"TracePile: starting Airflow; the store is {settings.store_uri}")
    walks: dict[str, Walk] = {}
    failures: list[str] = []
    # DAG files do not change during a run: parse them once.
    with Platform(settings, port=port, parse_interval_s=_NEVER_S) as platform:
        wait_for_dags(platform, set(CHAIN))
        progress.say(f"Airflow is up after {time.monotonic() - started:.0f} s; watch it at {platform.url}")
        progress.say(f"  user {USER}, password {platform.password}")
        try:
            for walk in follow_chain(platform.client, platform.check_alive):
                progress.show(walk)
                walks[walk.dag_id] = walk
        except ChainError as error:
            failures.append(str(error))
        for walk in walks.values():
            failures += [explain_failure(platform.client, walk.dag_id, task) for task in walk.failed_tasks]
    return conclude(settings, walks, failures, time.monotonic() - started)


def wait_for_dags(platform: Platform, wanted: set[str]) -> None:
    """Wait until the platform has parsed all wanted DAGs since it started; unpause those that someone paused."""
    deadline = time.monotonic() + PARSE_TIMEOUT_S
    while True:
        platform.check_alive()
        dags = platform.list_fresh_dags()
        if wanted <= dags.keys():
            break
        if time.monotonic() > deadline:
            errors = "; ".join(platform.client.list_import_errors()) or "the dag-processor's log says more"
            missing = ", ".join(sorted(wanted - dags.keys()))
            raise PlatformError(f"Airflow could not parse {missing}: {errors}.")
        time.sleep(0.2)
    for dag_id in sorted(wanted):
        if dags[dag_id]["is_paused"]:
            platform.client.unpause(dag_id)


def conclude(settings: Settings, walks: dict[str, Walk], failures: list[str], seconds: float) -> int:
    """Print funnel, failures, quality and release; return the exit code."""
    store = open_store(settings)
    is_complete = all(walk.state == "success" for walk in walks.values()) and len(walks) == len(CHAIN)
    is_changed = any(walk.result.get("changed") for walk in walks.values())
    release = find_release(store)
    print("\nFunnel (rows of all live shards)")
    for line in describe_funnel(store):
        print(line)
    if failures:
        print("\nFailures")
        for line in failures:
            print(f"  {line}")
    print("\nQuality: " + "\n".join(describe_quality(store)))
    if release is None:
        print("\nNo release was published.")
    else:
        print(f"\nRelease {release['version']}: {release['n_rows']:,} rows, data_sha256 {release['data_sha256']}")
        print(f"  {store.objects.location(release['path'])}")
    print(f"\nTook {seconds:.0f} s. `make up` opens the UI with all of these runs; `make run` again adds what is new.")
    if not is_complete:
        broken = ", ".join(walk.dag_id for walk in walks.values() if walk.state != "success")
        print(f"The chain is not complete: {broken or 'not every DAG ran'}; the reasons are above.")
        return 1
    if release is not None and not is_changed:
        print(f"Nothing to do: release {release['version']} is current.")
    return 0 if release is not None else 1
