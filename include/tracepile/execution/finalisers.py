"""Could a program notice when exactly its objects die?"""

from __future__ import annotations

import re

_WORDS = re.compile(r"\b(?:__del__|weakref|getrefcount|gc|open|tempfile|contextlib|contextmanager|aclose|finalize)\b")
_SUSPENDS = re.compile(r"\b(?:yield|async)\b")
_CLEANS_UP = re.compile(r"\b(?:finally|with|except)\b")


def can_be_noticed(code: str) -> bool:
    """Might this source have finalisers, weak references, open files, or generators with something to clean up?

    The answer errs on the side of yes: it only chooses between two ways to trace, of which one is faster.
    """
    return bool(_WORDS.search(code)) or bool(_SUSPENDS.search(code) and _CLEANS_UP.search(code))
