"""Stage 2: programs that are no copies of others and hold no benchmark item stay, with their fingerprints."""

from tracepile.curate.stage import STAGE

__all__ = ["STAGE"]
