"""A real S3 server for the tests of the store."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tracepile.settings import Settings
from tracepile.store import StoreError, open_objects
from tracepile.store.objects import create_store


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def s3_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """Settings of a bucket on a real S3 server that lives as long as the tests."""
    home = tmp_path_factory.mktemp("weed")
    config = home / "s3.json"
    config.write_text(
        '{"identities": [{"name": "t", "credentials": [{"accessKey": "key", "secretKey": "secret-of-tests"}],'
        ' "actions": ["Admin", "Read", "Write", "List", "Tagging"]}]}'
    )
    ports = {name: free_port() for name in ("master", "volume", "filer", "s3")}
    grpc_ports = {name: free_port() for name in ports}
    options = [f"-{name}.port={port}" for name, port in ports.items()]
    options += [f"-{name}.port.grpc={port}" for name, port in grpc_ports.items()]
    options += ["-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-master.telemetry=false", "-master.volumeSizeLimitMB=64"]
    options += ["-s3.port.iceberg=0", "-s3.port.lance=0", f"-s3.config={config}", "-s3.allowDeleteBucketNotEmpty=false"]
    options += ["-s3.autoCreateBucket=false"]
    weed = Path(sys.executable).with_name("weed")
    process = subprocess.Popen(
        [str(weed), "server", "-s3", "-filer", f"-dir={home}", *options],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={"PATH": os.environ["PATH"], "HOME": str(home)},
    )
    settings = Settings(
        store="s3://bucket/some/prefix",
        s3_endpoint=f"127.0.0.1:{ports['s3']}",
        s3_access_key="key",
        s3_secret_key="secret-of-tests",
        is_s3_secure=False,
    )
    try:
        deadline = time.monotonic() + 60
        while True:
            try:
                create_store(settings)
                open_objects(settings).replace("ready", b"yes")
                break
            except StoreError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.5)
        yield settings
    finally:
        process.kill()  # a polite end takes it up to half a minute, and nothing of it is kept
        process.wait()
