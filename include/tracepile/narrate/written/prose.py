"""Prose that a model wrote, made plain."""

import re
from typing import Final

_BULLET: Final = re.compile(r"^(?:[-*•#>]+|\d+[.)])\s+")


def tidy(prose: str) -> str:
    """Return prose as one paragraph that ends like a sentence."""
    text = _BULLET.sub("", " ".join(prose.split()))
    return text if text[-1:] in (".", ":", "?", "!") else f"{text}."
