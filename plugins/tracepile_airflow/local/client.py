"""The few calls of Airflow's REST API that following a run takes."""

from datetime import datetime
from typing import Any

import httpx


def is_answering(url: str) -> bool:
    """Tell whether a GET of this address is answered with success."""
    try:
        return httpx.get(url, timeout=60, trust_env=False).is_success
    except httpx.TransportError:
        return False


class Client:
    """A client of one Airflow, logged in as one user."""

    def __init__(self, url: str, user: str, password: str) -> None:
        self._login = {"username": user, "password": password}
        self._http = httpx.Client(base_url=url, timeout=60, trust_env=False)

    def close(self) -> None:
        """Close the connections; further calls open them anew."""
        self._http.close()

    def read_health(self) -> dict[str, Any] | None:
        """Return the state of the components; None while nobody answers."""
        try:
            answer = self._http.get("/api/v2/monitor/health")
        except httpx.TransportError:
            return None
        return dict(answer.json()) if answer.status_code == httpx.codes.OK else None

    def call(self, method: str, path: str, **options: Any) -> Any:
        """Return the JSON answer of `/api/v2<path>`; log in first where needed; raise `httpx.HTTPError`."""
        for is_last in (False, True):
            answer = self._http.request(method, f"/api/v2{path}", **options)
            if answer.status_code != httpx.codes.UNAUTHORIZED or is_last:
                break
            token = self._http.post("/auth/token", json=self._login)
            token.raise_for_status()
            self._http.headers["Authorization"] = f"Bearer {token.json()['access_token']}"
        answer.raise_for_status()
        return answer.json()

    def list_dags(self) -> dict[str, dict[str, Any]]:
        """Return all DAGs by id."""
        return {dag["dag_id"]: dag for dag in self.call("GET", "/dags", params={"limit": 100})["dags"]}

    def list_import_errors(self) -> list[str]:
        """Return the errors of DAG files that could not be parsed, one text a file."""
        found = self.call("GET", "/importErrors")["import_errors"]
        return [f"{error['filename']}: {error['stack_trace'].strip().splitlines()[-1]}" for error in found]

    def unpause(self, dag_id: str) -> None:
        """Let a DAG run."""
        self.call("PATCH", f"/dags/{dag_id}", params={"update_mask": "is_paused"}, json={"is_paused": False})

    def trigger(self, dag_id: str, conf: dict[str, Any] | None = None) -> dict[str, Any]:
        """Start a DAG run and return it."""
        return dict(self.call("POST", f"/dags/{dag_id}/dagRuns", json={"logical_date": None, "conf": conf or {}}))

    def read_run(self, dag_id: str, run_id: str) -> dict[str, Any]:
        """Return one DAG run."""
        return dict(self.call("GET", f"/dags/{dag_id}/dagRuns/{run_id}"))

    def find_started_run(self, dag_id: str, since: datetime) -> dict[str, Any] | None:
        """Return the first run of a DAG that an asset event started after a time."""
        query = {
            "run_type": "asset_triggered",
            "start_date_gte": since.isoformat(),
            "order_by": "start_date",
            "limit": 1,
        }
        runs = self.call("GET", f"/dags/{dag_id}/dagRuns", params=query)["dag_runs"]
        return runs[0] if runs else None

    def list_tasks(self, dag_id: str, run_id: str) -> list[dict[str, Any]]:
        """Return all task instances of a run, one for each mapped task."""
        found: list[dict[str, Any]] = []
        while True:
            query = {"limit": 100, "offset": len(found)}
            page = self.call("GET", f"/dags/{dag_id}/dagRuns/{run_id}/taskInstances", params=query)
            found += page["task_instances"]
            if len(found) >= page["total_entries"] or not page["task_instances"]:
                return found

    def read_result(self, dag_id: str, run_id: str, task_id: str, map_index: int = -1) -> Any:
        """Return what a task returned; None if there is nothing."""
        path = f"/dags/{dag_id}/dagRuns/{run_id}/taskInstances/{task_id}/xcomEntries/return_value"
        try:
            return self.call("GET", path, params={"map_index": map_index, "deserialize": True})["value"]
        except httpx.HTTPStatusError as error:
            if error.response.status_code == httpx.codes.NOT_FOUND:
                return None
            raise

    def read_log(self, dag_id: str, run_id: str, task_id: str, try_number: int, map_index: int) -> list[dict[str, Any]]:
        """Return the log events of one try of a task."""
        path = f"/dags/{dag_id}/dagRuns/{run_id}/taskInstances/{task_id}/logs/{try_number}"
        content = self.call("GET", path, params={"map_index": map_index, "full_content": True})["content"]
        return [event for event in content if isinstance(event, dict)]
