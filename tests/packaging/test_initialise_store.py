"""The one-shot service that gives each kind of work a user of the store: what it asks of a MinIO server."""

import importlib.util
import io
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from minio.crypto import decrypt
from urllib3 import HTTPResponse

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
NAMES = ("reader", "releases", "sources", "work")


class AdminServer(ThreadingHTTPServer):
    """The part of MinIO's admin API that is used: it keeps users and policies, and answers as MinIO does."""

    def __init__(self) -> None:
        self.policies: dict[str, Any] = {}
        self.secrets: dict[str, str] = {}
        self.given: dict[str, str] = {}
        self.is_refusing = False
        server = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_: Any) -> None:
                pass

            def do_PUT(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                address = urlsplit(self.path)
                query = {name: values[0] for name, values in parse_qs(address.query).items()}
                self.send_response(403 if server.is_refusing else server.obey(address.path, query, body))
                self.send_header("Content-Length", "0")
                self.end_headers()

        super().__init__(("127.0.0.1", 0), Handler)

    def obey(self, path: str, query: dict[str, str], body: bytes) -> int:
        match path.removeprefix("/minio/admin/v3/"):
            case "add-canned-policy":
                self.policies[query["name"]] = json.loads(body)
            case "add-user":
                self.secrets[query["accessKey"]] = json.loads(_decrypt(body))["secretKey"]
            case "set-user-or-group-policy":
                if query["policyName"] not in self.policies or query["userOrGroup"] not in self.secrets:
                    return 404
                self.given[query["userOrGroup"]] = query["policyName"]
            case _:
                return 404
        return 200


def _decrypt(body: bytes) -> bytes:
    plain: bytes = decrypt(HTTPResponse(io.BytesIO(body), preload_content=False), "root-secret")
    return plain


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[AdminServer]:
    made = AdminServer()
    threading.Thread(target=made.serve_forever, daemon=True).start()
    settings = {
        "STORE": "s3://tracepile/store",
        "S3_ENDPOINT": f"127.0.0.1:{made.server_address[1]}",
        "IS_S3_SECURE": "false",
        "S3_ACCESS_KEY": "root",
        "S3_SECRET_KEY": "root-secret",
    }
    for name, value in settings.items():
        monkeypatch.setenv(f"TRACEPILE_{name}", value)
    for name in NAMES:
        monkeypatch.setenv(f"STORE_{name.upper()}_SECRET", f"secret of {name}")
    yield made
    made.shutdown()
    made.server_close()


@pytest.fixture
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("initialise_store", DEPLOY / "initialise_store.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_each_kind_of_work_has_a_user_with_its_policy_and_a_second_time_changes_nothing(
    server: AdminServer, script: ModuleType
) -> None:
    for _ in range(2):
        assert script.main() == 0
        assert server.given == {f"tracepile-{name}": f"tracepile-{name}" for name in NAMES}
        assert server.secrets == {f"tracepile-{name}": f"secret of {name}" for name in NAMES}
        for name in NAMES:
            assert server.policies[f"tracepile-{name}"] == json.loads((DEPLOY / f"policies/{name}.json").read_text())


def test_a_store_that_refuses_and_a_secret_that_is_missing_stop_it(
    server: AdminServer, script: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    server.is_refusing = True
    assert script.main() == 1
    assert "did not take the user tracepile-reader" in capsys.readouterr().err
    monkeypatch.delenv("STORE_READER_SECRET")
    assert script.main() == 1
    assert "set STORE_READER_SECRET" in capsys.readouterr().err
