"""Ingest: programs from sources, with their inputs, reference and licence; whatever is no program, with the reason."""

from tracepile.ingest.stage import STAGE

__all__ = ["STAGE"]
