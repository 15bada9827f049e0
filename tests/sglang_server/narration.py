"""What the test server's model writes for the prompts of the narrator, by the name of the response schema."""

from collections.abc import Callable
from typing import Any

ANSWERERS: dict[str, Callable[[dict[str, Any]], Any]] = {}
