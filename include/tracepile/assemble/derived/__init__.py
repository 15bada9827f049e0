"""The configs of a release that are made of its samples: documents for continue-pretraining, and the control arms."""

from tracepile.assemble.derived.build import build_derived

__all__ = ["build_derived"]
