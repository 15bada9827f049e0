"""The team deployment: what compose starts, with whose keys, and what is watched."""

import fnmatch
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from compose_spec import PyCompose

from tracepile.schema import TABLES
from tracepile.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yaml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
ONE_SHOT = {"initialise", "initialise-store"}
SECRET = re.compile(r"PASSWORD|SECRET|_KEY$|_KEY_|TOKEN|BROKER_URL|SQL_ALCHEMY_CONN|RESULT_BACKEND|REDISCLI_AUTH")


def read_env() -> dict[str, str]:
    lines = (ROOT / ".env.example").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))


def test_all_services_of_a_team_are_there() -> None:
    airflow = {"api-server", "scheduler", "dag-processor", "triggerer", "worker", "worker-sources", "worker-releases"}
    assert set(SERVICES) == {"postgres", "redis", "store", "sglang", "prometheus", "grafana"} | airflow | ONE_SHOT
    assert {name for name, service in SERVICES.items() if service.get("profiles") == ["gpu"]} == {"sglang"}
    assert SERVICES["api-server"]["environment"]["AIRFLOW__CORE__EXECUTOR"] == "CeleryExecutor"


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_pinned_limited_watched_and_on_loopback(name: str) -> None:
    service = SERVICES[name]
    image, _, tag = service["image"].partition(":")
    assert tag not in ("", "latest")
    assert re.search(r"\d|local", tag), image
    assert all(str(port).startswith("127.0.0.1:") for port in service.get("ports", []))
    assert service["deploy"]["resources"]["limits"]["memory"]
    assert name in ONE_SHOT or (service["restart"] == "unless-stopped" and service["healthcheck"]["test"])
    assert not service.get("privileged")
    for volume in service.get("volumes", []):
        source = volume.split(":")[0]
        if source.startswith("${"):
            assert volume.endswith(":ro")
        else:
            assert (ROOT / source).is_file() if source.startswith("./") else source in COMPOSE["volumes"]
    for other, condition in dict.items(service.get("depends_on", {})):
        assert other in SERVICES
        assert condition["condition"] == ("service_completed_successfully" if other in ONE_SHOT else "service_healthy")


@pytest.mark.parametrize("name", [name for name in SERVICES if SERVICES[name]["image"] == "tracepile:local"])
def test_our_image_runs_without_rights_and_its_variables_are_settings(name: str) -> None:
    service = SERVICES[name]
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    ours = {key.removeprefix("TRACEPILE_").lower() for key in service["environment"] if key.startswith("TRACEPILE_")}
    assert ours <= set(Settings.model_fields)


def test_no_secret_has_a_value_and_every_one_is_asked_for() -> None:
    text = (ROOT / "docker-compose.yaml").read_text()
    for name, service in SERVICES.items():
        for key, value in service.get("environment", {}).items():
            if SECRET.search(key) and key not in {"TRACEPILE_S3_ACCESS_KEY", "HF_TOKEN"}:
                assert ":?" in str(value), f"{name}.{key} must come from .env"
    needed = set(re.findall(r"\$\{([A-Z_]+):\?", text))
    offered = read_env()
    assert needed == set(offered)
    assert not any(offered.values())
    for secret in COMPOSE["secrets"].values():
        assert secret["environment"] in offered


def test_only_the_one_shot_service_has_the_roots_keys_and_others_only_their_own() -> None:
    found = {
        name: service["environment"].get("TRACEPILE_S3_ACCESS_KEY", "")
        for name, service in SERVICES.items()
        if service["image"] == "tracepile:local"
    }
    assert {name: user for name, user in found.items() if user} == {
        "initialise-store": "${STORE_ROOT_USER:?set STORE_ROOT_USER in .env}",
        "api-server": "tracepile-reader",
        "worker-sources": "tracepile-sources",
        "worker": "tracepile-work",
        "worker-releases": "tracepile-releases",
    }


def test_who_runs_programs_can_sign_no_token_and_read_no_connection() -> None:
    holders = {
        name for name, service in SERVICES.items() if "AIRFLOW__API_AUTH__JWT_SECRET" in service.get("environment", {})
    }
    assert holders == {"initialise", "api-server", "scheduler", "dag-processor", "triggerer"}
    assert holders == {
        name for name, service in SERVICES.items() if "AIRFLOW__CORE__FERNET_KEY" in service.get("environment", {})
    }


def test_all_tasks_work_by_the_same_settings() -> None:
    workers = [service["environment"] for name, service in SERVICES.items() if name.startswith("worker")]
    own = {"TRACEPILE_S3_ACCESS_KEY", "TRACEPILE_S3_SECRET_KEY", "TRACEPILE_SGLANG_API_KEY", "TRACEPILE_REQUEST_CACHE"}
    shared = [{k: v for k, v in one.items() if k.startswith("TRACEPILE_") and k not in own} for one in workers]
    assert shared[0] == shared[1] == shared[2]
    assert SERVICES["sglang"]["environment"]["SERVED"] == shared[0]["TRACEPILE_SGLANG_MODEL"]


def test_what_docker_is_sent_holds_no_secret() -> None:
    lines = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if not line.startswith("#")]
    assert lines[0] == "*"
    sent = {line.removeprefix("!") for line in lines if line.startswith("!")}
    copied = re.findall(r"^COPY (?!--)(.+) \S+$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    assert sent == {name for names in copied for name in names.split()}


def is_allowed(policy: str, action: str, key: str) -> bool:
    """Judge as the store does, for policies that only allow."""
    statements = json.loads((DEPLOY / "policies" / f"{policy}.json").read_text())["Statement"]
    assert all(statement["Effect"] == "Allow" for statement in statements)
    return any(
        action in statement["Action"]
        and any(fnmatch.fnmatchcase(f"arn:aws:s3:::tracepile/{key}", pattern) for pattern in statement["Resource"])
        for statement in statements
    )


WRITERS = {
    **dict.fromkeys(("benchmarks", "programs"), "sources"),
    **dict.fromkeys(("release", "withdrawals"), "releases"),
}


@pytest.mark.parametrize("policy", ["sources", "work", "releases", "reader"])
def test_each_kind_of_work_writes_its_own_tables_and_reads_all(policy: str) -> None:
    for table in TABLES:
        key = f"store/tables/{table}/log/00000001.json"
        assert is_allowed(policy, "s3:GetObject", key)
        is_own = WRITERS.get(table, "work") == policy
        for action in ("s3:PutObject", "s3:DeleteObject"):
            assert is_allowed(policy, action, key) == is_own, f"{policy} {action} {table}"
    assert is_allowed(policy, "s3:PutObject", "store/releases/tracepile/latest.json") == (policy == "releases")
    for key in ("store/dedup/x/report.json", "store/scratch/dedup/x/job.json"):
        assert (
            is_allowed(policy, "s3:PutObject", key) == is_allowed(policy, "s3:DeleteObject", key) == (policy == "work")
        )
    assert not is_allowed(policy, "s3:PutObject", "elsewhere/x")


@pytest.mark.parametrize("policy", ["sources", "work", "releases"])
def test_who_writes_may_write_in_parts(policy: str) -> None:
    statements = {
        one["Sid"]: one for one in json.loads((DEPLOY / "policies" / f"{policy}.json").read_text())["Statement"]
    }
    assert "s3:ListBucketMultipartUploads" in statements["List"]["Action"]
    assert {"s3:ListMultipartUploadParts", "s3:AbortMultipartUpload"} <= set(statements["Write"]["Action"])


def test_the_policies_are_those_of_the_workers_and_each_has_a_secret() -> None:
    names = {path.stem for path in (DEPLOY / "policies").glob("*.json")}
    assert names == {"sources", "work", "releases", "reader"}
    given = SERVICES["initialise-store"]["environment"]
    assert {f"STORE_{name.upper()}_SECRET" for name in names} <= set(given)


def test_the_queues_of_the_workers_are_those_of_the_dags() -> None:
    conventions = (ROOT / "plugins" / "tracepile_airflow" / "conventions.py").read_text()  # importing it takes seconds
    named = set(re.findall(r'^[A-Z]+_QUEUE: Final = "(\w+)"', conventions, re.MULTILINE))
    served = {service.get("environment", {}).get("QUEUES") for service in SERVICES.values()} - {None}
    assert served == {"default", *named}


def test_alerts_and_dashboard_ask_for_metrics_that_exist() -> None:
    ours = set(
        re.findall(r'Metric\("([a-z_]+)"', (ROOT / "plugins/tracepile_airflow/observability/numbers.py").read_text())
    )
    ours |= {"release_rows", "release_tokens"}
    alerts = yaml.safe_load((DEPLOY / "alerts.yml").read_text())["groups"][0]["rules"]
    dashboard = json.loads((DEPLOY / "grafana" / "tracepile.json").read_text())
    asked = [rule["expr"] for rule in alerts]
    asked += [target["expr"] for panel in dashboard["panels"] for target in panel["targets"]]
    named = {name for text in asked for name in re.findall(r"\btracepile_([a-z_]+)", text)}
    assert named
    assert named <= ours
    for rule in alerts:
        assert {"summary", "action"} <= set(rule["annotations"]), rule["alert"]
    scraped = yaml.safe_load((DEPLOY / "prometheus.yml").read_text())["scrape_configs"]
    for job in scraped:
        assert job["static_configs"][0]["targets"][0].split(":")[0] in SERVICES


def test_the_image_is_made_from_the_lock_and_runs_as_an_ordinary_user() -> None:
    text = (ROOT / "Dockerfile").read_text()
    assert "--require-hashes -r requirements-distributed.txt" in text
    assert re.search(r"^USER (?!root)\w+", text, re.MULTILINE)
    for source in re.findall(r"^COPY (?!--)(.+) \S+$", text, re.MULTILINE):
        assert all((ROOT / name).exists() for name in source.split()), source


def fill(text: str) -> str:
    """Put values into the variables, as compose does."""
    return re.sub(r"\$\{[A-Z_]+(:-|:\?)([^}]*)\}", lambda found: found[2] if found[1] == ":-" else "given", text)


def test_the_file_is_what_the_compose_specification_says() -> None:
    compose = yaml.safe_load(fill((ROOT / "docker-compose.yaml").read_text()))
    assert set(PyCompose.from_json(json.dumps(compose)).service_names()) == set(SERVICES)
    compose["services"]["redis"]["healthchek"] = {}
    with pytest.raises(ValueError, match="healthchek"):
        PyCompose.from_json(json.dumps(compose))


def test_compose_itself_finds_nothing_wrong(tmp_path: Path) -> None:
    if (
        shutil.which("docker") is None
        or subprocess.run(["docker", "compose", "version"], capture_output=True, check=False).returncode
    ):
        pytest.skip("needs docker with its compose plugin")
    filled = tmp_path / "env"
    filled.write_text("".join(f"{name}=x\n" for name in read_env()))
    command = ["docker", "compose", "--env-file", str(filled), "-f", str(ROOT / "docker-compose.yaml")]
    done = subprocess.run([*command, "--profile", "*", "config", "-q"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
