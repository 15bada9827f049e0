"""The limits of a run, from the settings."""

from tracepile.execution.model import Limits
from tracepile.settings import Settings

LIMIT_SETTINGS = ("max_events", "max_nodes", "max_value_chars", "max_output_bytes", "memory_mb", "cpu_s", "wall_s")
"""Settings that are limits under the same name."""


def read_limits(settings: Settings) -> Limits:
    """Return the limits that the settings ask for."""
    return Limits(**settings.pick(LIMIT_SETTINGS))
