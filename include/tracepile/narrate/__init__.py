"""Turning recorded runs into rationales: what happened, step by step, in words that are checked."""

from tracepile.narrate.stage import STAGE

__all__ = ["STAGE"]
