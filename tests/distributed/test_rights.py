"""A worker that may only bring programs cannot publish, on a real S3 server that knows users with fewer rights."""

from pathlib import Path

import pytest

from tests.distributed.services import S3Server
from tracepile.settings import Settings
from tracepile.store import StoreError, open_objects


def test_keys_of_ingestion_write_no_release(place: Path) -> None:
    server = S3Server(place / "rights")
    server.start()
    try:
        objects = open_objects(Settings(**{**server.settings, **server.sources_keys}))
        assert objects.create("tables/programs/x.parquet", b"1")
        assert objects.read("tables/programs/x.parquet") == b"1"
        for write in (
            lambda: objects.create("releases/tracepile/v9.9.9/manifest.json", b"{}"),
            lambda: objects.replace("releases/tracepile/latest.json", b"{}"),
            lambda: objects.create("tables/samples/x.parquet", b"1"),
        ):
            with pytest.raises(StoreError, match=r"refused|did not take"):
                write()
        assert list(objects.keys("releases")) == []
    finally:
        server.stop()
