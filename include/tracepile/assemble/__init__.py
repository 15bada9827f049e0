"""Stage 7: rationales become samples, after the last look for copies and benchmark items, and get their splits."""

from tracepile.assemble.stage import STAGE

__all__ = ["STAGE"]
