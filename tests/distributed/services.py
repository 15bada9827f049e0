"""PostgreSQL, Redis and an S3 server of our own: loopback only, in directories of their own, gone with the tests."""

import json
import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import psycopg2

from tests.distributed.machine import (
    Process,
    as_ordinary_user,
    choose_ports,
    find_program,
    give_to_ordinary_user,
    wait_until,
)
from tests.distributed.proxy import Proxy
from tracepile.settings import Settings
from tracepile.store import StoreError, open_objects
from tracepile.store.objects import create_store

_PLAIN = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
START_S = 60


class Postgres:
    """A PostgreSQL with an empty database `airflow`; runs as an ordinary user."""

    def __init__(self, root: Path) -> None:
        root.mkdir(parents=True)
        give_to_ordinary_user(root)
        (self.port,) = choose_ports(1)
        server = find_program("postgres")
        data = root / "data"
        initdb = [str(Path(server).with_name("initdb")), "--auth=trust", "--no-sync", "-U", "airflow", "-D", str(data)]
        subprocess.run(as_ordinary_user(initdb), env=_PLAIN, check=True, capture_output=True)
        options = {"port": self.port, "listen_addresses": "127.0.0.1", "unix_socket_directories": "", "fsync": "off"}
        command = [
            server,
            "-D",
            str(data),
            *(part for name, value in options.items() for part in ("-c", f"{name}={value}")),
        ]
        self.process = Process("postgres", as_ordinary_user(command), _PLAIN, root)

    def uri(self, driver: str) -> str:
        """Return the address for SQLAlchemy."""
        return f"{driver}://airflow@127.0.0.1:{self.port}/airflow"

    def start(self) -> None:
        """Start it and wait until it answers."""
        self.process.start()
        wait_until(self._answers, START_S, "PostgreSQL does not answer")

    def _answers(self) -> bool:
        try:
            # `initdb -U airflow` makes no database of that name
            connection = psycopg2.connect(host="127.0.0.1", port=self.port, user="airflow", dbname="postgres")
        except psycopg2.OperationalError:
            return False
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("select 1 from pg_database where datname = 'airflow'")
            if cursor.fetchone() is None:
                cursor.execute("create database airflow")
        connection.close()
        return True

    def read(self, query: str, *parameters: object) -> list[tuple[object, ...]]:
        """Return the rows of a query of Airflow's database; none while the server is down."""
        try:
            connection = psycopg2.connect(host="127.0.0.1", port=self.port, user="airflow", dbname="airflow")
            with closing(connection), connection.cursor() as cursor:
                cursor.execute(query, parameters)
                return list(cursor.fetchall())
        except psycopg2.OperationalError:
            return []

    def write(self, statement: str, *parameters: object) -> None:
        """Change Airflow's database."""
        connection = psycopg2.connect(host="127.0.0.1", port=self.port, user="airflow", dbname="airflow")
        with closing(connection), connection, connection.cursor() as cursor:
            cursor.execute(statement, parameters)

    def size_bytes(self) -> int:
        """Return the size of Airflow's database."""
        return int(str(self.read("select pg_database_size('airflow')")[0][0]))


class Redis:
    """A Redis that keeps nothing on disk: a restart loses every queued message."""

    def __init__(self, root: Path) -> None:
        (self.port,) = choose_ports(1)
        root.mkdir(parents=True)
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        self.process = Process("redis", [find_program("redis-server"), *options], _PLAIN, root)
        self.uri = f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start it."""
        self.process.start()


class S3Server:
    """An S3 server with one bucket, behind a proxy that can be told to misbehave."""

    def __init__(self, root: Path) -> None:
        root.mkdir(parents=True)
        self.data = root / "data"
        self.data.mkdir()
        names = ("master", "volume", "filer", "s3")
        ports = choose_ports(2 * len(names))
        all_rights = ["Admin", "Read", "Write", "List", "Tagging"]
        # deploy/policies/sources.json in this server's own words
        few_rights = ["Read:tracepile", "List:tracepile"]
        few_rights += [f"Write:tracepile/store/tables/{table}/*" for table in ("benchmarks", "programs")]
        users = [_describe_user("key", all_rights), _describe_user("sources", few_rights)]
        config = root / "s3.json"
        config.write_text(json.dumps({"identities": users}))
        options = [f"-{name}.port={port}" for name, port in zip(names, ports, strict=False)]
        options += [f"-{name}.port.grpc={port}" for name, port in zip(names, ports[len(names) :], strict=True)]
        options += ["-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-master.telemetry=false", "-master.volumeSizeLimitMB=64"]
        options += ["-s3.port.iceberg=0", "-s3.port.lance=0", f"-s3.config={config}", "-s3.autoCreateBucket=false"]
        options += ["-s3.allowDeleteBucketNotEmpty=false"]
        weed = str(Path(sys.executable).with_name("weed"))
        command = [weed, "server", "-s3", "-filer", f"-dir={self.data}", *options]
        self.process = Process("store", command, {**_PLAIN, "HOME": str(root)}, root)
        self.proxy = Proxy(ports[len(names) - 1])
        self.settings = {
            "store": "s3://tracepile/store",
            "s3_endpoint": f"127.0.0.1:{self.proxy.port}",
            "s3_access_key": "key",
            "s3_secret_key": "secret-of-tests",
            "is_s3_secure": False,
        }
        self.sources_keys = {"s3_access_key": "sources"}

    def start(self) -> None:
        """Start it, and wait until it takes an object; the bucket is created."""
        self.process.start()
        wait_until(self._takes_objects, START_S, f"the S3 server takes nothing: {self.process.tail()}")

    def _takes_objects(self) -> bool:
        settings = Settings(**{**self.settings, "store": "s3://tracepile/ready"})
        try:
            create_store(settings)
            open_objects(settings).replace("ready", b"yes")
        except StoreError:
            return False
        return True

    def empty(self) -> None:
        """Delete every object of the store."""
        objects = open_objects(Settings(**self.settings))
        for top in ("tables", "releases"):
            for key in list(objects.keys(top)):
                objects.delete(key)

    def stop(self) -> None:
        """End it, and the proxy."""
        self.proxy.stop()
        self.process.kill()


def _describe_user(name: str, actions: list[str]) -> dict[str, object]:
    return {"name": name, "credentials": [{"accessKey": name, "secretKey": "secret-of-tests"}], "actions": actions}
