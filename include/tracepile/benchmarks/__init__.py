"""Benchmarks: their items, as targets of contamination only. No item ever enters a release."""

from tracepile.benchmarks.stage import STAGE

__all__ = ["STAGE"]
