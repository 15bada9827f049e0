"""The words that say something checkable: between a name and its value, behind a condition, around a count.

`⟦n⟧` stands for the n-th span of code of the prose.
"""

import re
from typing import Final

# names and values ---------------------------------------------------------------------------------------------------

BINDS: Final = re.compile(
    r"(?:,? (?:is|is now|becomes|changes to|is set to|is first set to|stays|remains|is still|keeps the value|is left at"
    r"|(?:start|begin|start out)s? at|starts with the value|(?:get|take|has)s? the value|now holds|(?:hold|equal)s?"
    r"|ends up as|which is|that is|whose value is|is equal to|goes to|has become|is here"
    r"|becomes this result,|is set to this result,|gets this result,|takes the returned value,"
    r"|is read from the input:|takes|and \S+ is now|which makes"
    r"|(?:are )?(?:both|all) (?:set to|become|get the value|take the value|hold|start at|begin at|start out at))| =|) "
)
"""Words between a name and the value it has."""

MAY_BIND: Final = re.compile(r"[,:]? (?:which is |that is |returns |gives |comes to |yields |evaluates to )?")
"""Words between a name and what may be its value."""

COPIES: Final = re.compile(r" (?:takes the value of|gets the value of|is set to|becomes|now equals) ")
"""Words between a variable and another one whose value it takes; the value follows."""

RETURNS: Final = re.compile(r"\breturns $")

DENIES: Final = re.compile(r"(?: is|,) not $| other than $")
"""Words between a name and a value that it does not have."""

GIVEN_TO: Final = re.compile(r" at its (?:end|front)\b")

ADDED: Final = re.compile(
    r" (?:goes to the (?:end|front) of|is appended to|is added (?:to|at the (?:end|front) of)"
    r"|joins the (?:end|front) of|is pushed onto|goes onto the heap|is put onto|enters the heap|joins the set"
    r"|is put into|goes into the set"
    r"|becomes a member of|is put in front of|is (?:removed|taken out|struck|discarded) (?:from|of)|leaves) "
)
"""Words between a value and the container that it is put into or taken from."""

# conditions ---------------------------------------------------------------------------------------------------------

TRUTH: Final = re.compile(
    r"(?<!until )(?<!when )(?<!while )(?<!if )⟦(\d+)⟧"
    r"(?: (?:is|means|comes to|reads|stands for|has the value|holds|equals) ⟦(\d+)⟧(?: here)?)?(?:, which)? "
    r"(?:is|counts as|comes out(?: as)?|turns out) (true|false)\b"
)
ASKED: Final = re.compile(
    r"\b(?:[Ii]s|[Dd]oes|[Dd]o we have|[Ii]s it true that) ⟦(\d+)⟧(?:, that is ⟦(\d+)⟧)?,?(?: hold| true)?\? (Yes|No)\b"
)
HOLDS: Final = re.compile(
    r"(?<![Aa]s long as )(?<![Ww]hat )⟦(\d+)⟧ (holds|does not hold|is satisfied|is not satisfied)\b"
    r"(?! in| something| nothing| a value|,? ⟦)"
)
HELD: Final = re.compile(r"⟦(\d+)⟧ (?:holds in (all|\d+)|does not hold in (any)) of them")
EMPTY: Final = re.compile(
    r"⟦(\d+)⟧ (?:(is not empty|is anything but empty|holds something|has something in it|contains something)"
    r"|is empty|is the empty string|holds nothing|has nothing in it|contains nothing)\b(?! other)"
)
MEMBER: Final = re.compile(
    r"⟦(\d+)⟧(?:, that is ⟦(\d+)⟧,)? (?:is|occurs|does)( not)? (?:found |contained |present |occur )?in ⟦(\d+)⟧"
)
UNTIL: Final = re.compile(r"\buntil ⟦(\d+)⟧ is true\b")

# loops --------------------------------------------------------------------------------------------------------------

SPANNED: Final = re.compile(r"\bfrom ⟦(\d+)⟧ to ⟦(\d+)⟧")
BETWEEN: Final = re.compile(r"\bbetween ⟦(\d+)⟧ and ⟦(\d+)⟧")
TREND: Final = re.compile(r"\bonly (grow|fall)(?:s|ing)\b")
COUNTS_TO: Final = re.compile(
    r"(?:so ⟦\d+⟧ (?:counts|goes|runs)|that is|which leads) (?:down )?from ⟦(\d+)⟧ to ⟦(\d+)⟧"
)
PASSES: Final = re.compile(r"\b[Pp]asses (\d+) to (\d+)\b")
REPEATS: Final = re.compile(
    r"\b[Ll]oop(?:ing)?(?: over)? ⟦\d+⟧ (?:(?:runs|makes|takes) (\d+) (?:times|passes)\b"
    r"|(?:runs|makes|takes) (once|twice|one pass)\b)"
)

# counts -------------------------------------------------------------------------------------------------------------

RESIZED: Final = re.compile(r"⟦(\d+)⟧ (?:grows|shrinks) from (\d+) to (\d+) items?\b")
COUNTED: Final = re.compile(r"\b(once|twice|no pass|one pass)\b(?! more)")
COUNTS: Final = {"once": 1, "twice": 2, "no pass": 0, "one pass": 1}
LINES: Final = re.compile(r"\b[Ll]ines? ((?:\d+(?:, | and | or | to )?)+)")
VISITED: Final = re.compile(
    r"\b[Ll]ine (\d+)(?: \(⟦\d+⟧\))? has (?:just )?run (?:for the )?(\d+)(?: times|st|nd|rd|th)"
)
CALLED: Final = re.compile(
    r"(?:⟦(\d+)⟧ (?:is|are) called|(?:calls|enters|turns to|passes to) ⟦(\d+)⟧) (?:(twice)|(\d+) times)"
)
BINDING: Final = re.compile(r"\b[Tt]he call (?:starts|binds|begins)\b|\b(?:is called|starts) with\b")
COME: Final = re.compile(r"\b(\d+) calls? comes? from\b")
CHANGES: Final = re.compile(r"\b(?:changes (\d+) times more|(?:makes|is|are|leaves|get) (\d+) changes?)\b")
MORE: Final = re.compile(r" more calls?\b")
SIZE: Final = re.compile(r" (?:items?|elements?|entry|entries)\b")
ORDINAL: Final = re.compile(r"\b(?:[Pp]ass|[Ii]teration|[Ss]tep|[Vv]isit) \d+\b|\b\d+(?:st|nd|rd|th)\b")

LEAKS: Final = re.compile(
    r"\b(?:according to|based on|as (?:shown|seen|recorded|given|stated) (?:in|by)|from|in|by) the "
    r"(?:given |provided )?(?:trace|traces|recording|log|logs|execution trace|events|debugger)\b"
    r"|\bthe (?:trace|recording|log|debugger) (?:shows|says|tells|records|indicates|confirms)\b"
    r"|\b(?:execution|recorded) (?:trace|log|steps|events?|values?)\b|\bground truth\b"
    r"|\bexpected (?:output|answer|result)\b|\bas an ai\b|\blanguage model\b",
    re.IGNORECASE,
)
"""Words that only somebody who was shown the recording would use."""
