"""Inputs for the equivalence test, made from the stored ones: boundary, empty, duplicate, large and changed values."""

from tracepile.rewrite.inputs.generate import Generator

__all__ = ["Generator"]
