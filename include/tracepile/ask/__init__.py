"""Questions about what happened in a run, each answered by SQL over its recorded events."""

from tracepile.ask.stage import STAGE

__all__ = ["STAGE"]
