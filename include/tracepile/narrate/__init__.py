"""Turning recorded runs into rationales: what happened, step by step, in words that are checked."""
