"""The prefix cache of the test server: prompts that begin alike are computed once."""

from collections import OrderedDict
from hashlib import blake2b
from typing import Any

BLOCK_CHARS = 64
CHARS_PER_TOKEN = 4
MAX_BLOCKS = 50_000


def count_tokens(text: str) -> int:
    """Return the number of tokens of a text, by a rule of thumb."""
    return -(-len(text) // CHARS_PER_TOKEN)


def prompt_of(body: dict[str, Any]) -> str:
    """Return the text that the chat template makes of the messages."""
    return "".join(f"<|{message['role']}|>{message['content']}" for message in body["messages"])


class PrefixCache:
    """Remembers the beginnings of prompts, block by block; the longest unused are forgotten."""

    def __init__(self) -> None:
        self._known: OrderedDict[bytes, None] = OrderedDict()

    def match(self, prompt: str) -> int:
        """Return how many tokens at the beginning were seen before, and remember the prompt."""
        seen = 0
        is_known = True
        data = prompt.encode("utf-8", "surrogatepass")
        digest = blake2b(digest_size=16)
        for start in range(0, len(data) - BLOCK_CHARS + 1, BLOCK_CHARS):
            digest.update(data[start : start + BLOCK_CHARS])
            mark = digest.digest()
            is_known = is_known and mark in self._known
            seen += is_known
            self._known[mark] = None
            self._known.move_to_end(mark)
        while len(self._known) > MAX_BLOCKS:
            self._known.popitem(last=False)
        return seen * BLOCK_CHARS // CHARS_PER_TOKEN
