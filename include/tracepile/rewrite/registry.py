"""All kinds of rewrites by name, and chains of them."""

import ast
import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from tracepile.rewrite import renaming
from tracepile.rewrite.kinds import (
    augmented_assignment,
    chained_comparison,
    comprehension_to_loop,
    dead_code,
    elif_to_nested,
    extract_function,
    for_to_while,
    format_to_fstring,
    fstring_to_format,
    guard_clause,
    if_to_ternary,
    index_to_enumerate,
    inline_function,
    invert_if,
    lambda_to_function,
    library_to_code,
    list_to_deque,
    literal_container,
    loop_to_comprehension,
    negated_logic,
    recursion_to_stack,
    reorder_literals,
    split_condition,
    split_tuple_assignment,
    tail_call_to_loop,
    ternary_to_if,
    while_to_break,
    while_to_for,
)
from tracepile.rewrite.program import Program, Site

Finder = Callable[[Program], Iterator[Site]]

MOST_SITES: Final = 4
"""Places that one rewrite changes at most."""

FINDERS: Final[dict[str, Finder]] = {
    "augmented_assignment": augmented_assignment.find,
    "chained_comparison": chained_comparison.find,
    "comprehension_to_loop": comprehension_to_loop.find,
    "dead_code": dead_code.find,
    "elif_to_nested": elif_to_nested.find,
    "extract_function": extract_function.find,
    "for_to_while": for_to_while.find,
    "format_to_fstring": format_to_fstring.find,
    "fstring_to_format": fstring_to_format.find,
    "guard_clause": guard_clause.find,
    "if_to_ternary": if_to_ternary.find,
    "index_to_enumerate": index_to_enumerate.find,
    "inline_function": inline_function.find,
    "invert_if": invert_if.find,
    "lambda_to_function": lambda_to_function.find,
    "library_to_code": library_to_code.find,
    "list_to_deque": list_to_deque.find,
    "literal_container": literal_container.find,
    "loop_to_comprehension": loop_to_comprehension.find,
    "negated_logic": negated_logic.find,
    "recursion_to_stack": recursion_to_stack.find,
    "reorder_literals": reorder_literals.find,
    "split_condition": split_condition.find,
    "split_tuple_assignment": split_tuple_assignment.find,
    "tail_call_to_loop": tail_call_to_loop.find,
    "ternary_to_if": ternary_to_if.find,
    "while_to_break": while_to_break.find,
    "while_to_for": while_to_for.find,
}

KINDS: Final = tuple(sorted([renaming.KIND, *FINDERS]))
"""The names of all kinds that keep behaviour; `mutants` has those that do not."""

_LIGHT: Final = frozenset({"dead_code", "reorder_literals", "augmented_assignment"})
"""Kinds that fit almost everywhere and change little: they are drawn last."""

_RENAMED_SHARE: Final = 0.5
"""Share of the chains that end with new names."""


def rewrite(code: str, kind: str, keep: Iterable[str], seed: int) -> str | None:
    """Return the program rewritten by one kind, or None where it does not apply.

    keep: names that must stay (the entry point, names that inputs use). seed: chooses places and names.
    """
    if kind == renaming.KIND:
        return renaming.rename(code, keep, seed)
    return edit(code, FINDERS[kind], keep, seed, MOST_SITES)


def edit(code: str, finder: Finder, keep: Iterable[str], seed: int, most: int) -> str | None:
    """Return the program with up to `most` of the places changed that a finder yields; None if there is none."""
    try:
        program = Program(code, keep, seed)
        if program.looks_at_names:
            return None
        new = program.apply(list(finder(program)), most)
        if new is None or new == code:
            return None
        compile(ast.parse(new), "<rewritten>", "exec", dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    return new


def rewrite_chain(
    code: str, keep: Iterable[str], seed: int, length: int, kinds: Sequence[str] = KINDS
) -> tuple[tuple[str, ...], str] | None:
    """Return the kinds that were applied one after the other, at most `length`, and the program they gave.

    The seed draws the kinds among those that apply; renaming, if drawn, comes last. None where no kind applies.
    """
    rng = random.Random(seed)  # noqa: S311
    names = frozenset(keep)
    order = [kind for kind in rng.sample(list(kinds), len(kinds)) if kind != renaming.KIND]
    order.sort(key=lambda kind: kind in _LIGHT)
    is_renamed = renaming.KIND in kinds and rng.random() < _RENAMED_SHARE
    applied: list[str] = []
    for kind in order:
        if len(applied) + (is_renamed and length > 1) >= length:
            break
        new = rewrite(code, kind, names, rng.randrange(1 << 30))
        if new is not None:
            applied.append(kind)
            code = new
    if renaming.KIND in kinds and (not applied or (is_renamed and length > 1)):
        new = rewrite(code, renaming.KIND, names, rng.randrange(1 << 30))
        if new is not None and new != code:
            applied.append(renaming.KIND)
            code = new
    return (tuple(applied), code) if applied else None
