"""How long a sample is, in tokens: an estimate that needs no tokenizer and is the same everywhere."""

from typing import Final

CHARS_PER_TOKEN: Final = 3.6
"""Characters of code and English per token, on average, of the byte-pair tokenizers of current open models."""

TOKENIZER: Final = f"approx-chars/{CHARS_PER_TOKEN}@1"
"""The name of this estimate in the column `tokenizer`; the number after `@` changes with the rule."""


def count_tokens(n_chars: int) -> int:
    """Return the estimated number of tokens of a text of so many characters, rounded up."""
    return int(-(-n_chars // CHARS_PER_TOKEN))
