"""The words in which sources state a licence, as SPDX identifiers."""

import re
from typing import Final

from tracepile.ingest.candidate import Reason, RejectedError

_SPDX: Final = {
    name.lower(): name
    for name in (
        "0BSD",
        "AGPL-3.0-only",
        "AGPL-3.0-or-later",
        "Apache-2.0",
        "Artistic-2.0",
        "BSD-2-Clause",
        "BSD-3-Clause",
        "BSL-1.0",
        "CC-BY-3.0",
        "CC-BY-4.0",
        "CC-BY-NC-4.0",
        "CC-BY-NC-SA-4.0",
        "CC-BY-ND-4.0",
        "CC-BY-SA-3.0",
        "CC-BY-SA-4.0",
        "CC0-1.0",
        "GPL-2.0-only",
        "GPL-2.0-or-later",
        "GPL-3.0-only",
        "GPL-3.0-or-later",
        "ISC",
        "LGPL-2.1-only",
        "LGPL-3.0-only",
        "MIT",
        "MIT-0",
        "MPL-2.0",
        "PSF-2.0",
        "Unlicense",
        "WTFPL",
        "Zlib",
    )
}

_SPELLINGS: Final = {
    "apache 2.0": "Apache-2.0",
    "apache license 2.0": "Apache-2.0",
    "apache license, version 2.0": "Apache-2.0",
    "apache2": "Apache-2.0",
    "bsd 2-clause": "BSD-2-Clause",
    "bsd 3-clause": "BSD-3-Clause",
    "cc by 4.0": "CC-BY-4.0",
    "cc by-sa 3.0": "CC-BY-SA-3.0",
    "cc by-sa 4.0": "CC-BY-SA-4.0",
    "cc0 1.0": "CC0-1.0",
    "gpl-2.0": "GPL-2.0-only",
    "gpl-3.0": "GPL-3.0-only",
    "isc license": "ISC",
    "mit license": "MIT",
    "the mit license": "MIT",
    "the unlicense": "Unlicense",
    # Words of the Kattis problem package format, which defines them as "version 4 (cc0: 1) or later".
    "cc by": "CC-BY-4.0",
    "cc by-sa": "CC-BY-SA-4.0",
    "cc0": "CC0-1.0",
}

_NOT_STATED: Final = re.compile(
    r"(unknown|none|n/?a|other|unspecified|not (stated|given|specified|known)\b.*)?", re.DOTALL
)
_REMARK: Final = re.compile(r"\s*(\([^()]*\)|;.*)\s*$", re.DOTALL)
_FOREIGN_STATEMENT: Final = re.compile(r"\bstatements?\s+(are|is|belongs?|remains?)\b")


def normalise_licence(words: str | None) -> str:
    """Return the SPDX identifier that a source's words mean.

    Remarks in parentheses or after a semicolon do not count: `MIT (repo LICENSE); statements are …'s` is MIT. Words
    that say that nothing is stated are `missing_licence`; words we cannot map are `unknown_licence`. Raises
    `RejectedError`.
    """
    text = (words or "").strip()
    while (cut := _REMARK.sub("", text)) != text:
        text = cut
    key = " ".join(text.lower().split())
    if _NOT_STATED.fullmatch(key):
        raise RejectedError(Reason.MISSING_LICENCE, "The source states no licence.", {"licence": words})
    found = _SPDX.get(key) or _SPELLINGS.get(key)
    if found is None:
        raise RejectedError(Reason.UNKNOWN_LICENCE, f"The licence {text!r} is not one we know.", {"licence": words})
    return found


def has_foreign_statement(words: str | None) -> bool:
    """Tell whether a source says that its licence does not cover the problem statements."""
    return _FOREIGN_STATEMENT.search((words or "").lower()) is not None
