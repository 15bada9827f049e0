"""How long a text is in tokens: by a tokenizer's own file, or by a named approximation."""

from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from tracepile.llm import DeploymentError
from tracepile.narrate.model import count_tokens as estimate

APPROXIMATION: Final = "approx-chars/3.6@1"
"""The name of the approximation: characters of English and code per token, for common byte-pair tokenizers."""


class TokenCounter:
    """Counts tokens. name: `approx-chars/3.6@1`, or the path of a `tokenizer.json`."""

    def __init__(self, name: str = APPROXIMATION) -> None:
        self.name = name
        self._tokenizer = None if name == APPROXIMATION else _load(name)

    def count(self, text: str) -> int:
        """Return the number of tokens of a text."""
        return estimate(text) if self._tokenizer is None else len(self._tokenizer.encode(text).ids)


@lru_cache(maxsize=4)
def _load(name: str) -> Any:
    if not Path(name).is_file():
        raise DeploymentError(
            f"There is no tokenizer file {name}; set TRACEPILE_TOKENIZER to a tokenizer.json, or to {APPROXIMATION}."
        )
    try:
        from tokenizers import Tokenizer  # type: ignore[import-not-found,import-untyped,unused-ignore]
    except ImportError:
        raise DeploymentError(
            f"Counting with {name} needs the package tokenizers, which is not installed: install it beside TracePile, "
            f"or set TRACEPILE_TOKENIZER to {APPROXIMATION}."
        ) from None
    try:
        return Tokenizer.from_file(name)
    except Exception as error:  # the package raises plain exceptions
        raise DeploymentError(
            f"The tokenizer file {name} cannot be read ({error}); mend TRACEPILE_TOKENIZER."
        ) from None
