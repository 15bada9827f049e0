"""The stage `rewrite`: other forms of a program that behave the same, each with its tested-equivalence record."""

from tracepile.rewrite.stage import STAGE

__all__ = ["STAGE"]
