"""Build and start a real SGLang server on CPU and run the contract tests against it: `make sglang-cpu`.

Everything lies in the directory given (`var/sglang-cpu`): environment, model, `server.log`, `server_info.json` and
`contract.txt`, the report of the tests. With `--serve` the server stays until Ctrl-C and no test is run.
"""

import argparse
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.sglang_cpu.build import build

ROOT = Path(__file__).resolve().parents[2]
START_TIMEOUT_S = 900
RUNNING, QUEUED = 4, 3
FLAGS = f"""
    --device cpu --attention-backend torch_native --dtype float32 --disable-overlap-schedule --disable-cuda-graph
    --mem-fraction-static 0.3 --max-total-tokens 16384 --context-length 2048 --max-running-requests {RUNNING}
    --max-queued-requests {QUEUED} --skip-server-warmup --enable-metrics --enable-cache-report
    --grammar-backend xgrammar --constrained-json-disable-any-whitespace
""".split()


@contextmanager
def start_server(root: Path, model: str, key: str) -> Iterator[str]:
    """Run the server until the block ends; yield its root address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    command = [root / "venv/bin/python", "-m", "sglang.launch_server", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--model-path", model, "--served-model-name", model, "--api-key", key, *FLAGS]
    environment = {**os.environ, "SGLANG_USE_CPU_ENGINE": "1", "HF_HUB_OFFLINE": "1"}
    with (root / "server.log").open("wb") as log:
        process = subprocess.Popen(
            command, cwd=root, env=environment, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
        )
    try:
        started = time.monotonic()
        while not is_healthy(url):
            if process.poll() is not None or time.monotonic() - started > START_TIMEOUT_S:
                sys.exit(f"The server did not start; see {root / 'server.log'}.")
            time.sleep(1)
        print(f"SGLang serves {model} at {url}, ready after {time.monotonic() - started:.0f} s", flush=True)
        yield url
    finally:
        # its scheduler and detokenizer are processes of the same group
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def is_healthy(url: str) -> bool:
    """Tell whether the server answers its health check."""
    try:
        with urllib.request.urlopen(f"{url}/health", timeout=5) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def save_information(root: Path, url: str, key: str) -> None:
    """Write what the server says of itself, without the key, and print the gist."""
    request = urllib.request.Request(f"{url}/server_info", headers={"Authorization": f"Bearer {key}"})
    with urllib.request.urlopen(request, timeout=30) as response:
        information = json.load(response)
    for name in ("api_key", "launch_command"):
        information.pop(name, None)
    (root / "server_info.json").write_text(json.dumps(information, indent=2, sort_keys=True) + "\n")
    names = ("version", "served_model_name", "device", "attention_backend", "grammar_backend", "context_length")
    print(json.dumps({name: information.get(name) for name in names}), flush=True)


def run_contract(root: Path, url: str, model: str, key: str) -> int:
    """Run the contract tests against the server; the report is printed and kept."""
    environment = {
        **os.environ,
        "SGLANG_URL": url,
        "SGLANG_MODEL": model,
        "SGLANG_API_KEY": key,
        "SGLANG_QUEUE": str(RUNNING + QUEUED),
    }
    command = [sys.executable, "-m", "pytest", "-v", "--timeout", "600", "tests/llm/test_contract.py"]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        with (root / "contract.txt").open("w") as report:
            for line in process.stdout:
                print(line, end="", flush=True)
                report.write(line)
    return process.returncode


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("root", type=Path)
    parser.add_argument("--model", choices=["tiny", "smollm2"], default="tiny")
    parser.add_argument("--serve", action="store_true")
    given = parser.parse_args()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: sys.exit(130))  # the server must not stay behind
    root = given.root.resolve()
    root.mkdir(parents=True, exist_ok=True)
    build(root, given.model)
    key = secrets.token_urlsafe(16)
    with start_server(root, given.model, key) as url:
        save_information(root, url, key)
        if given.serve:
            print(f"TRACEPILE_SGLANG_URL={url} TRACEPILE_SGLANG_MODEL={given.model} TRACEPILE_SGLANG_API_KEY={key}")
            signal.pause()
        code = run_contract(root, url, given.model, key)
    sys.exit(code)


if __name__ == "__main__":
    main()
