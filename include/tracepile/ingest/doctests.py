"""Functions whose docstrings hold examples, as candidates: the code without the examples, the examples as inputs."""

import ast
import doctest
import inspect
import warnings
from collections.abc import Iterator
from dataclasses import dataclass

from tracepile.ingest.candidate import Candidate, RawInput, Reason, RejectedError, Unusable
from tracepile.ingest.edits import strip_docstrings
from tracepile.ingest.inputs import expect_literal, expect_raise
from tracepile.ingest.parsing import parse_code
from tracepile.ingest.reading import read_safely
from tracepile.ingest.slicing import Module, Resolve, slice_module
from tracepile.schema import Compare

_PARSER = doctest.DocTestParser()


@dataclass(frozen=True)
class DoctestProgram:
    """A function (or `Class().method`) cut out of its module, without docstrings, with the examples as inputs.

    `source_ref` is `<path>::<entry point>`, `raw` its docstring and code.
    """

    source_ref: str
    entry_point: str
    code: str
    statement: str
    inputs: tuple[RawInput, ...]
    raw: str


def make_candidate(
    found: DoctestProgram, source: str, ref: str, revision: str, licence: str | None, domain: str, tags: tuple[str, ...]
) -> Candidate:
    """Return the candidate for a function found in a package or repository called `source`."""
    return Candidate(
        raw=found.raw,
        source_ref=ref,
        source_revision=revision,
        licence=licence,
        domain=domain,
        code=found.code,
        entry_point=found.entry_point,
        inputs=found.inputs,
        problem_id=f"{source}:{found.source_ref}",
        title=found.entry_point,
        statement=found.statement,
        tags=tags,
    )


def read_functions(module: Module, resolve: Resolve = lambda name: None) -> Iterator[DoctestProgram | Unusable]:
    """Yield every top-level function, and every method of a top-level class, whose docstring holds examples.

    One without a call of itself on literals is `no_input`. Examples may call on a name that an earlier example of the
    docstring set to a literal. A module that does not parse gives one `Unusable`.
    """
    try:
        body = module.tree.body
    except RejectedError as error:
        yield Unusable(module.text, module.path, error.reason, error.message, error.evidence)
        return
    for node in body:
        if isinstance(node, ast.FunctionDef):
            yield from _read_function(module, node, node.name, node.name, resolve)
        elif isinstance(node, ast.ClassDef):
            for method in node.body:
                if isinstance(method, ast.FunctionDef) and not method.name.startswith("__"):
                    entry_point = f"{node.name}().{method.name}"
                    yield from _read_function(module, method, node.name, entry_point, resolve)


def _read_function(
    module: Module, node: ast.FunctionDef, name: str, entry_point: str, resolve: Resolve
) -> Iterator[DoctestProgram | Unusable]:
    docstring = ast.get_docstring(node, clean=True) or ""
    if ">>>" in docstring:
        ref = f"{module.path}::{entry_point}"
        yield read_safely(docstring, ref, lambda: _cut_function(module, node, docstring, name, entry_point, resolve))


def _cut_function(
    module: Module, node: ast.FunctionDef, docstring: str, name: str, entry_point: str, resolve: Resolve
) -> DoctestProgram:
    if any(isinstance(inner, ast.Yield | ast.YieldFrom) for inner in ast.walk(node)):
        raise RejectedError(Reason.NO_INPUT, "The function is a generator: a call of it runs nothing.")
    try:
        calls = read_examples(_PARSER.get_examples(docstring), entry_point)
    except ValueError as error:
        raise RejectedError(Reason.SYNTAX_ERROR, f"The examples of the docstring do not parse: {error}.") from None
    if not calls:
        raise RejectedError(Reason.NO_INPUT, "No example in the docstring calls the function on literals.")
    code = strip_docstrings(slice_module(module, name, resolve))
    if _prints(code):
        # Nothing tells what a function printed from what it returned: the answer is not known.
        calls = [RawInput(call.text, origin=call.origin) for call in calls]
    return DoctestProgram(
        source_ref=f"{module.path}::{entry_point}",
        entry_point=entry_point,
        code=code,
        statement=_describe(docstring),
        inputs=tuple(calls),
        raw=f"{docstring}\n{code}",
    )


def _prints(code: str) -> bool:
    calls = (node.func for node in ast.walk(parse_code(code)) if isinstance(node, ast.Call))
    return any(isinstance(function, ast.Name) and function.id == "print" for function in calls)


# examples ---------------------------------------------------------------------------------------------------------


def read_examples(examples: list[doctest.Example], entry_point: str) -> list[RawInput]:
    """Return the calls of the entry point on literals, with their stated answers."""
    literals: dict[str, ast.expr] = {}
    found: list[RawInput] = []
    for example in examples:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                body = ast.parse(example.source).body
            except (SyntaxError, ValueError):
                continue
        for statement in body:
            bound = _literal_binding(statement)
            if bound is not None:
                literals[bound[0]] = bound[1]
                continue
            call = _find_call(statement, entry_point)
            used = {node.id for node in ast.walk(statement) if isinstance(node, ast.Name)}
            arguments = _literal_arguments(call, literals) if call is not None else None
            if call is not None and arguments is not None:
                expected, compare = _expect(example, statement, call) if len(body) == 1 else (None, None)
                found.append(RawInput(arguments, expected, compare, "doctest"))
            for name in used & literals.keys():
                if isinstance(literals[name], ast.List | ast.Dict | ast.Set | ast.Tuple):
                    del literals[name]  # it may have been changed: its literal is no longer known
    return found


def _literal_binding(statement: ast.stmt) -> tuple[str, ast.expr] | None:
    if not isinstance(statement, ast.Assign) or len(statement.targets) != 1 or not _is_literal(statement.value):
        return None
    target = statement.targets[0]
    return (target.id, statement.value) if isinstance(target, ast.Name) else None


def _find_call(statement: ast.stmt, entry_point: str) -> ast.Call | None:
    """Return the one call of the entry point in a simple statement of an example."""
    if not isinstance(statement, ast.Expr | ast.Assign | ast.Assert):
        return None
    calls = [
        node for node in ast.walk(statement) if isinstance(node, ast.Call) and ast.unparse(node.func) == entry_point
    ]
    return calls[0] if len(calls) == 1 else None


def _literal_arguments(call: ast.Call, literals: dict[str, ast.expr]) -> str | None:
    parts: list[str] = []
    for name, value in [(None, value) for value in call.args] + [(word.arg, word.value) for word in call.keywords]:
        known = literals.get(value.id) if isinstance(value, ast.Name) else value
        if known is None or not _is_literal(known):
            return None
        parts.append(f"{name}={ast.unparse(known)}" if name else ast.unparse(known))
    if any(word.arg is None for word in call.keywords):
        return None
    return ", ".join(parts)


def _is_literal(node: ast.expr) -> bool:
    try:
        ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
        return False
    return True


def _expect(example: doctest.Example, statement: ast.stmt, call: ast.Call) -> tuple[str | None, Compare | None]:
    """Return what an example says of the call itself; (None, None) where it says something of its result only."""
    want = example.want.removesuffix("\n")
    value = statement.value if isinstance(statement, ast.Expr) else None
    if value is call and example.exc_msg is not None:
        return expect_raise(example.exc_msg)
    if doctest.ELLIPSIS in example.options or "<BLANKLINE>" in want:
        return None, None
    if value is call:
        return expect_literal(want) if want else ("None", Compare.LITERAL)
    if isinstance(value, ast.Call) and ast.unparse(value.func) == "print" and value.args == [call]:
        return want, Compare.TEXT
    is_stated = isinstance(value, ast.Compare) and isinstance(value.ops[0], ast.Eq | ast.Is) and want == "True"
    if is_stated and isinstance(value, ast.Compare) and value.left is call and len(value.ops) == 1:
        return expect_literal(ast.unparse(value.comparators[0]))
    return None, None


def _describe(docstring: str) -> str:
    """Return the docstring's prose: its text without the examples and the heading that stands over nothing else."""
    kept: list[str] = []
    is_example = False
    for line in inspect.cleandoc(docstring).splitlines():
        if line.lstrip().startswith(">>>"):
            is_example = True
        elif is_example and not line.strip():
            is_example = False
        if not is_example:
            kept.append(line.rstrip())
    text = "\n".join(kept).strip()
    for heading in ("Examples:", "Example:", "Examples", "Example", "Doctests:", "Doctest:"):
        text = text.removesuffix(heading).rstrip()
    return text
