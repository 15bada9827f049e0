"""Prose taken apart: spans of code, what they equate, and the words, numbers and quotations between them."""

import ast
import re
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Final

SPAN: Final = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)
"""A span of code; group 2 is what stands in it."""

_SHORT: Final = re.compile(
    r"""-?\d[\d.]*…(?:\ \d+\ digits)?   # a long number
      | (?<=[=(\ ])lambda(?=[,)])      # a function among arguments
      | <[a-z]\w*(?:\ (?:<[^<>]*>|[^<>])*)?>  # what has no literal: a function, an iterator
      | …\ \d+\ items                  # the rest of a container
      | …                              # anything left out
      """,
    re.VERBOSE,
)
_QUOTED: Final = re.compile(r"""[bBfFrR]?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")""", re.DOTALL)
_FENCE: Final = re.compile(r"^```\w*\n(.*?)\n```$", re.DOTALL | re.MULTILINE)
_TYPES: Final = ("deque", "set", "frozenset", "Counter", "OrderedDict", "Fraction")
_MARKS: Final = ("…", "<", "lambda,", "lambda)")
"""What only a text with something left out holds."""
_HOLE: Final = "_shortened_"
_NUMBER: Final = re.compile(r"(?<![\w.])-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?(?![\w])")
QUOTATION: Final = re.compile(r"""(?<!\w)(?:'[^'\n]*'|"[^"\n]*"|“[^”\n]*”)(?!\w)""")


@dataclass(frozen=True)
class Part:
    """One side of the equations in a span. `source` is what `node` was parsed from: `text` with holes for `…`."""

    text: str
    node: ast.expr | None = None
    source: str = ""
    holes: tuple[str, ...] = ()

    def segment(self, node: ast.expr) -> str:
        """Return the text of one of the part's expressions, as it stands in the prose."""
        if "\n" in self.source:
            found = ast.get_source_segment(self.source, node) or ""
        else:  # the same, without taking the text into lines for every part of it
            found = self._encoded[node.col_offset : node.end_col_offset].decode()
        for number, hole in enumerate(self.holes):
            for stars in ("**", "*", ""):
                found = found.replace(f"{stars}{_HOLE}{number}_", hole)
        return found

    @cached_property
    def _encoded(self) -> bytes:
        return self.source.encode()

    @cached_property
    def is_literal(self) -> bool:
        """Whether this is a value written out, with no name in it but those of types."""
        return self.node is not None and is_literal(self.node)

    @cached_property
    def canonical(self) -> str:
        """The text as Python writes it."""
        return self.text if self.node is None or self.holes else ast.unparse(self.node)


def is_literal(node: ast.expr) -> bool:
    """Tell whether an expression is a value written out: constants, containers of them, calls of types on them."""
    match node:
        case ast.Constant():
            return True
        case ast.Name():
            return is_hole(node) or node.id in ("inf", "nan")
        case ast.Starred():
            return is_hole(node)
        case ast.UnaryOp(op=ast.USub()):
            return isinstance(node.operand, ast.Constant) or is_literal(node.operand)
        case ast.List() | ast.Tuple() | ast.Set():
            return all(map(is_literal, node.elts))
        case ast.Dict():
            return all(each is None or is_literal(each) for each in [*node.keys, *node.values])
        case ast.Call(func=ast.Name(id=name)) if name in _TYPES:
            return all(map(is_literal, node.args))
    return False


def is_hole(node: ast.expr | None) -> bool:
    """Tell whether an expression stands for something left out."""
    node = node.value if isinstance(node, ast.Starred) else node
    return isinstance(node, ast.Name) and node.id.startswith(_HOLE)


@dataclass(frozen=True)
class Span:
    """One span of code in the prose. `before` is the text between it and the span before (or the beginning)."""

    text: str
    parts: tuple[Part, ...]
    before: str
    after: str = ""


@dataclass(frozen=True)
class Prose:
    """A step's prose: its spans in order, and the numbers and quotations outside them with the words around."""

    raw: str
    spans: tuple[Span, ...]
    words: str
    """The prose with every span replaced by `⟦n⟧`, n counted from 0."""
    numbers: tuple[tuple[str, int], ...] = field(default=())
    """Numbers outside spans, each with its place in `words`."""
    quotations: tuple[str, ...] = field(default=())


@lru_cache(maxsize=4096)
def read_prose(raw: str) -> Prose:
    """Take a step's prose apart."""
    given, raw = raw, _FENCE.sub(lambda hit: _unfence(hit[1]), raw)
    spans: list[tuple[str, str]] = []
    words: list[str] = []
    position = 0
    for match in SPAN.finditer(raw):
        content = match[2]
        if len(match[1]) > 1:
            content = content.removeprefix(" ").removesuffix(" ")
        between = raw[position : match.start()]
        words += [between, f"⟦{len(spans)}⟧"]
        spans.append((content, between))
        position = match.end()
    words.append(raw[position:])
    text = "".join(words)
    plain = re.sub(r"⟦\d+⟧", lambda hit: "⟦" + "_" * (len(hit[0]) - 2) + "⟧", text)
    gaps = [*(between for _, between in spans[1:]), raw[position:]][: len(spans)]
    read = tuple(
        Span(content, _split(content), between, after) for (content, between), after in zip(spans, gaps, strict=True)
    )
    numbers = tuple((match[0], match.start()) for match in _NUMBER.finditer(plain))
    return Prose(given, read, text, numbers, tuple(match[0] for match in QUOTATION.finditer(plain)))


def _unfence(block: str) -> str:
    """Return a block of commented code as prose: its lines as quotations, what the comments state as spans."""
    told: list[str] = []
    for line in block.splitlines():
        source, mark, comment = line.rpartition("  # ")
        parts = [part for part in comment.split("; ") if part != "…"] if mark else []
        if not all(" = " in part for part in parts):
            source, parts = line, []
        told += [f"`{part}`" for part in parts if "`" not in part]
        told += [f"line 1 (`{source.strip()}`)"] if source.strip() and "`" not in source and mark else []
    return ", ".join(told) + "."


@lru_cache(maxsize=20_000)
def _split(content: str) -> tuple[Part, ...]:
    """Split `x = a + b = 7` at its equals signs, those outside brackets and quotes."""
    bare = _QUOTED.sub(lambda hit: "q" * len(hit[0]), content)
    depth, start = 0, 0
    parts: list[str] = []
    for position, char in enumerate(bare):
        depth += (char in "([{") - (char in ")]}")
        if char == "=" and depth == 0 and bare[position - 1 : position + 2] == " = ":
            parts.append(content[start : position - 1])
            start = position + 2
    parts.append(content[start:])
    return tuple(map(_parse, parts))


def _parse(text: str) -> Part:
    quoted = [(match.start(), match.end()) for match in _QUOTED.finditer(text)]
    bare = _QUOTED.sub(lambda hit: "q" * len(hit[0]), text)
    holes: list[str] = []

    def fill(match: "re.Match[str]") -> str:
        if any(start <= match.start() < end for start, end in quoted):
            return match[0]
        holes.append(match[0])
        name = f"{_HOLE}{len(holes) - 1}_"
        before = bare[: match.start()].rstrip()
        if match[0][0] != "…" or not before.endswith((",", "[", "{")):
            return name
        return f"**{name}" if _is_dict(before) else f"*{name}"

    source = _SHORT.sub(fill, text) if any(mark in text for mark in _MARKS) else text
    try:
        return Part(text, ast.parse(source, mode="eval").body, source, tuple(holes))
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return Part(text)


def _is_dict(before: str) -> bool:
    """Tell whether the innermost open bracket of a text is that of a dict."""
    depth = 0
    for position in range(len(before) - 1, -1, -1):
        char = before[position]
        depth += (char in ")]}") - (char in "([{")
        if depth < 0:
            return char == "{" and ": " in before[position:]
    return False
