"""The only I/O of the library: objects in a directory or an S3 bucket, shards, and the commit log of each table."""

from tracepile.store.commits import Commit, Shard
from tracepile.store.objects import Objects, StoreError, open_objects
from tracepile.store.tables import Store, open_store

__all__ = ["Commit", "Objects", "Shard", "Store", "StoreError", "open_objects", "open_store"]
