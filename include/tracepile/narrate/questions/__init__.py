"""Rationales of questions about a run: one module for each family of kinds, a registry by kind."""

from tracepile.narrate.questions.registry import narrate_question

__all__ = ["narrate_question"]
