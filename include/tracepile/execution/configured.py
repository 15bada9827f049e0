"""The executor that the settings ask for."""

from typing import Any

from tracepile.execution.executor import Executor
from tracepile.execution.model import Limits
from tracepile.settings import Settings

LIMIT_SETTINGS = ("max_events", "max_nodes", "max_value_chars", "max_output_bytes", "memory_mb", "cpu_s", "wall_s")
"""Settings that are limits under the same name."""


def open_executor(settings: Settings, *, jobs: int | None = None, **limits: Any) -> Executor:
    """Return an executor with the settings' limits and permissions; `limits` replace single limits.

    Raises `SandboxUnavailableError` where programs cannot be isolated and the settings do not allow to run them so.
    """
    return Executor(
        Limits(**settings.pick(LIMIT_SETTINGS) | limits),
        jobs=settings.jobs if jobs is None else jobs,
        allowed_modules=settings.allowed_modules,
        unsafe=settings.is_unsafe_execution_allowed,
    )
