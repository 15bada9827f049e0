"""Simple statements in words. Each is looked at before it runs (its operands) and told after it (its effects).

`prepare` returns a function from the state after the statement to the clauses that tell it.
"""

import ast
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from tracepile.execution.values import Instance, Opaque
from tracepile.narrate.evaluate import MISSING
from tracepile.narrate.explain import Explained, is_atom
from tracepile.narrate.methods import prepare_call
from tracepile.narrate.model import Claim, code
from tracepile.narrate.moment import Clause, Moment, clause
from tracepile.narrate.page import join_words
from tracepile.narrate.show import short, whole_literal
from tracepile.narrate.voice import Voice

Finish: TypeAlias = Callable[[Moment | None], list[Clause]]


@dataclass(frozen=True, slots=True)
class Telling:
    """How a statement is told: by which voice, for the first time (its source is shown) or again, in how many words."""

    voice: Voice
    is_first: bool
    is_compact: bool
    function: str

    def pick(self, what: str, stmt: ast.stmt, *options: str) -> str:
        """Pick a phrasing for a statement."""
        return options[0] if self.is_compact else self.voice.pick(what, stmt.lineno, options)


def prepare(stmt: ast.stmt, before: Moment, telling: Telling) -> Finish:
    """Look at a simple statement before it runs; the returned function tells it from the state after it."""
    match stmt:
        case ast.Assign(targets=[target]) if isinstance(target, ast.Tuple | ast.List):
            return _prepare_unpacking(stmt, target, before, telling)
        case ast.Assign(targets=[target]):
            return _prepare_assignment(stmt, target, stmt.value, before, telling)
        case ast.Assign():
            return _prepare_chain(stmt, before, telling)
        case ast.AnnAssign() if stmt.value is not None:
            return _prepare_assignment(stmt, stmt.target, stmt.value, before, telling)
        case ast.AugAssign():
            return _prepare_augmented(stmt, before, telling)
        case ast.Expr(value=ast.Call()):
            return prepare_call(stmt, stmt.value, before, telling)
        case ast.Delete():
            return _prepare_delete(stmt, before)
        case ast.Assert():
            return _prepare_assert(stmt, before)
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            return _always(clause(f"the helper function `{stmt.name}` is defined", is_quiet=True))
        case ast.ClassDef():
            return _always(clause(f"the class `{stmt.name}` is defined", is_quiet=True))
        case ast.Break():
            return _always(clause(telling.pick("break", stmt, "the loop stops here", "`break` ends the loop")))
        case ast.Continue():
            return _always(
                clause(telling.pick("continue", stmt, "`continue` skips the rest of this pass", "this pass ends here"))
            )
    return lambda after: []


def _always(*clauses: Clause) -> Finish:
    return lambda after: list(clauses)


def name_of(target: ast.expr, moment: Moment) -> str:
    """Return the path of a target, or its source where it has none."""
    return moment.path_of(target) or ast.unparse(target)


def confirm(explained: Explained, actual: Any) -> Explained:
    """Drop an explanation whose result is not what was recorded."""
    if explained.value is not MISSING and explained.literal == whole_literal(actual):
        return explained
    return Explained(explained.source, None, MISSING)


def _prepare_assignment(stmt: ast.stmt, target: ast.expr, value: ast.expr, before: Moment, telling: Telling) -> Finish:
    if isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Slice):
        return _prepare_slice(stmt, target, value, before)
    path = name_of(target, before)
    is_new = isinstance(target, ast.Name) and not before.has(path)
    container = _container_of(target)
    explained = before.explain(value)
    told_value = before.find(value)
    old = MISSING if is_new else before.find_path(path)
    old_text = None if old is MISSING else whole_literal(old)
    source = _describe_source(value, before)

    def finish(after: Moment | None) -> list[Clause]:
        if after is None:
            return []
        actual = after.find_path(path)
        if actual is MISSING:
            return []
        known = confirm(explained, actual)
        claims = [*known.claims, after.claim(path, actual)]
        verb = telling.pick("new" if is_new else "set", stmt, *(_NEW_VERBS if is_new else _VERBS))
        text = _tell_value(path, value, verb, known, actual, source, is_new=is_new, telling=telling)
        if old_text is not None and old_text == whole_literal(actual) and is_atom(actual):
            result = short(old_text)
            how = known.equation(result, has_source=telling.is_first)
            text = f"{code(path)} stays {code(how)}"
        told = [clause(text, claims)]
        if container is not None:
            told += tell_container(container, after, MISSING)
        return told

    del told_value
    return finish


_NEW_VERBS: Final = ("becomes", "is set to", "is")
_VERBS: Final = ("becomes", "is now", "changes to")


def _container_of(target: ast.expr) -> ast.expr | None:
    """Return the outermost name whose container an element assignment changes."""
    if not isinstance(target, ast.Subscript):
        return None
    return target.value


def tell_container(container: ast.expr, after: Moment, limit: Any) -> list[Clause]:
    """Return how a changed container looks now, if it is short enough to be read."""
    path = after.path_of(container)
    value = after.find(container)
    if path is None or value is MISSING or isinstance(value, Opaque):
        return []
    text = whole_literal(value)
    if len(text) > 60:
        return []
    return [clause(f"so {code(path)} is now {code(text)}", [after.claim(path, value)])]


def _describe_source(value: ast.expr, before: Moment) -> str | None:
    """Return words for where a value comes from when it is not computed: another variable or an element."""
    if isinstance(value, ast.Name) and before.has(value.id):
        return f"the value of {code(value.id)}"
    return None


def _tell_value(
    path: str,
    value: ast.expr,
    verb: str,
    known: Explained,
    actual: Any,
    source: str | None,
    *,
    is_new: bool,
    telling: Telling,
) -> str:
    result = short(whole_literal(actual))
    target = code(path)
    if isinstance(value, ast.Constant):
        return f"{target} {'starts at' if is_new and is_number(actual) else 'is set to' if verb != 'becomes' else verb} {code(result)}"
    if _is_empty(actual) and isinstance(value, ast.List | ast.Dict | ast.Tuple | ast.Set | ast.Call):
        kind = _kind_name(actual)
        return f"{target} {'starts as' if is_new else 'is reset to'} an empty {kind}"
    if isinstance(value, ast.ListComp | ast.SetComp | ast.DictComp):
        return (
            f"{target} is built by the comprehension {code(known.source)}: {code(result)}"
            if telling.is_first and len(known.source) < 70
            else f"{target} is built as {code(result)}"
        )
    if isinstance(value, ast.IfExp) and known.value is not MISSING:
        return f"{target} {verb} {code(result)}"
    if source is not None:
        return f"{target} takes {source}, {code(result)}"
    if known.filled is None and known.value is MISSING and not telling.is_first:
        return f"{target} {verb} {code(result)}"
    has_source = telling.is_first and len(known.source) <= 70
    equation = known.equation(result, has_source=has_source)
    return f"{target} {verb} {code(equation)}"


def is_number(value: Any) -> bool:
    """Tell whether a value is a number (no bool)."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_empty(value: Any) -> bool:
    if isinstance(value, Instance | Opaque) or is_atom(value):
        return False
    return hasattr(value, "__len__") and len(value) == 0


def _kind_name(value: Any) -> str:
    names = {
        "dict": "dictionary",
        "defaultdict": "`defaultdict`",
        "Counter": "`Counter`",
        "OrderedDict": "`OrderedDict`",
    }
    return names.get(type(value).__name__, type(value).__name__)


def _prepare_chain(stmt: ast.Assign, before: Moment, telling: Telling) -> Finish:
    paths = [name_of(target, before) for target in stmt.targets]
    explained = before.explain(stmt.value)

    def finish(after: Moment | None) -> list[Clause]:
        if after is None:
            return []
        actual = after.find_path(paths[0])
        if actual is MISSING:
            return []
        known = confirm(explained, actual)
        claims = list(known.claims)
        for path in paths:
            value = after.find_path(path)
            if value is not MISSING:
                claims.append(after.claim(path, value))
        equation = known.equation(
            short(whole_literal(actual)), has_source=telling.is_first and not is_atom_node(stmt.value)
        )
        both = "both " if len(paths) == 2 else "all "
        return [clause(f"{join_words([code(path) for path in paths])} are {both}set to {code(equation)}", claims)]

    return finish


def is_atom_node(node: ast.expr) -> bool:
    """Tell whether an expression is a plain constant."""
    return isinstance(node, ast.Constant)


def _targets(node: ast.expr) -> list[ast.expr]:
    if isinstance(node, ast.Tuple | ast.List):
        return [leaf for element in node.elts for leaf in _targets(element)]
    return [node.value] if isinstance(node, ast.Starred) else [node]


def _prepare_unpacking(stmt: ast.Assign, target: ast.Tuple | ast.List, before: Moment, telling: Telling) -> Finish:
    targets = _targets(target)
    paths = [name_of(leaf, before) for leaf in targets]
    sources = (
        stmt.value.elts if isinstance(stmt.value, ast.Tuple) and len(stmt.value.elts) == len(target.elts) else None
    )
    is_flat = (
        sources is not None
        and len(targets) == len(target.elts)
        and not any(isinstance(part, ast.Starred) for part in (*target.elts, *sources))
    )
    parts = [before.explain(part) for part in sources] if is_flat and sources else []
    is_swap = (
        len(paths) == 2
        and len(parts) == 2
        and [before.path_of(part) for part in (sources or [])] == [paths[1], paths[0]]
    )
    whole = before.explain(stmt.value) if not parts else None

    def finish(after: Moment | None) -> list[Clause]:
        if after is None:
            return []
        values = [after.find_path(path) for path in paths]
        if any(value is MISSING for value in values):
            return []
        claims: list[Claim] = [after.claim(path, value) for path, value in zip(paths, values, strict=True)]
        words: list[str] = []
        if is_swap:
            for part, value in zip(parts, values, strict=True):
                claims += confirm(part, value).claims
            now = [code(f"{path} = {short(whole_literal(value))}") for path, value in zip(paths, values, strict=True)]
            first, second = map(code, paths)
            told = [clause(f"{first} and {second} swap their values, which gives {join_words(now)}", claims)]
            container = _common_container(targets)
            return told + (tell_container(container, after, MISSING) if container is not None else [])
        if parts:
            for path, part, value in zip(paths, parts, values, strict=True):
                known = confirm(part, value)
                claims += known.claims
                equation = known.equation(short(whole_literal(value)), has_source=False)
                words.append(code(f"{path} = {equation}"))
            lead = "at once, " if len(words) > 1 and any(" = " in word.partition(" = ")[2] for word in words) else ""
            return [clause(f"{lead}{_assigning(words, telling, stmt)}", claims)]
        words = [code(f"{path} = {short(whole_literal(value))}") for path, value in zip(paths, values, strict=True)]
        if whole is not None and whole.value is not MISSING and _matches(whole.value, values, target):
            claims += whole.claims
            equation = whole.equation(short(whole.literal), has_source=True)
            return [clause(f"{code(equation)} is unpacked into {join_words(words)}", claims)]
        return [clause(f"{code(ast.unparse(stmt.value))} gives {join_words(words)}", claims)]

    return finish


def _assigning(words: list[str], telling: Telling, stmt: ast.stmt) -> str:
    return telling.pick("tuple", stmt, "{} are set", "we get {}", "this sets {}").format(join_words(words))


def _matches(value: Any, values: list[Any], target: ast.Tuple | ast.List) -> bool:
    """Tell whether unpacking `value` into flat targets gives `values`."""
    if any(isinstance(element, ast.Starred | ast.Tuple | ast.List) for element in target.elts):
        return not isinstance(value, Instance | Opaque)
    try:
        return [whole_literal(item) for item in value] == [whole_literal(item) for item in values]
    except TypeError:
        return False


def _common_container(targets: Sequence[ast.expr]) -> ast.expr | None:
    containers = {ast.unparse(target.value) for target in targets if isinstance(target, ast.Subscript)}
    first = targets[0]
    return first.value if len(containers) == 1 and isinstance(first, ast.Subscript) and len(targets) == 2 else None


def _prepare_slice(stmt: ast.stmt, target: ast.Subscript, value: ast.expr, before: Moment) -> Finish:
    explained = before.explain(value)
    bounds = before.explain(target)

    def finish(after: Moment | None) -> list[Clause]:
        container = None if after is None else after.find(target.value)
        if after is None or container is MISSING or isinstance(container, Opaque):
            return []
        path = name_of(target.value, after)
        given = code(short(explained.literal)) if explained.value is not MISSING else code(explained.source)
        place = code(bounds.filled or bounds.source) if len(bounds.source) < 40 else "the slice"
        now = after.show(container)
        return [clause(f"{place} is replaced by {given}, so {code(path)} is now {now}", [after.claim(path, container)])]

    return finish


def _prepare_augmented(stmt: ast.AugAssign, before: Moment, telling: Telling) -> Finish:
    path = name_of(stmt.target, before)
    target = stmt.target
    load = ast.parse(ast.unparse(target), mode="eval").body
    combined = ast.BinOp(load, stmt.op, stmt.value)
    explained = before.explain(ast.fix_missing_locations(combined))
    addend = before.explain(stmt.value)
    old = before.find(load)
    old_text = None if old is MISSING else whole_literal(old)
    container = _container_of(target)

    def finish(after: Moment | None) -> list[Clause]:
        if after is None:
            return []
        actual = after.find_path(path)
        if actual is MISSING:
            return []
        known = confirm(explained, actual)
        claims = [*known.claims, after.claim(path, actual)]
        result = short(whole_literal(actual))
        if isinstance(actual, list) and isinstance(stmt.op, ast.Add):
            given = short(addend.literal) if addend.value is not MISSING else addend.source
            return [clause(f"{code(path)} is extended by {code(given)} to {code(result)}", claims)]
        if old_text is not None and old_text == whole_literal(actual) and is_atom(actual):
            return [clause(f"{code(path)} stays {code(known.equation(result, has_source=False))}", claims)]
        verb = telling.pick("set", stmt, *_VERBS)
        told = [clause(f"{code(path)} {verb} {code(known.equation(result, has_source=telling.is_first))}", claims)]
        if container is not None:
            told += tell_container(container, after, MISSING)
        return told

    return finish


def _prepare_delete(stmt: ast.Delete, before: Moment) -> Finish:
    paths = [name_of(target, before) for target in stmt.targets]
    containers = [target.value for target in stmt.targets if isinstance(target, ast.Subscript)]

    def finish(after: Moment | None) -> list[Clause]:
        if after is None:
            return []
        told = [clause(f"{join_words([code(path) for path in paths])} {'is' if len(paths) == 1 else 'are'} deleted")]
        for container in containers:
            told += tell_container(container, after, MISSING)
        return told

    return finish


def _prepare_assert(stmt: ast.Assert, before: Moment) -> Finish:
    explained = before.explain(stmt.test)

    def finish(after: Moment | None) -> list[Clause]:
        if after is None:
            return []
        shown = explained.filled or explained.source
        if len(shown) > 80:
            return [clause("the assertion holds", is_quiet=True)]
        return [clause(f"the assertion {code(shown)} holds", explained.claims, is_quiet=True)]

    return finish
