"""The harness: runs one program in this process and reports how it went.

Runs in the forked child, after the child has isolated itself; standard library only. What it reports through `emit`
are JSON documents: `{"t": "events", "rows": [...]}` (see `recording`) and at the end exactly one `{"t": "end", ...}`.
When that is missing, the program ended the process.
"""

from __future__ import annotations

import ast
import atexit
import builtins
import gc
import linecache
import opcode
import os
import sys
import types
import warnings
from collections.abc import Callable
from contextlib import suppress
from types import CodeType, ModuleType, TracebackType
from typing import Any, NoReturn

from tracepile.execution import chance, classes
from tracepile.execution.canonical import LiteralTooLongError, describe_exception, literal, type_name
from tracepile.execution.channel import DONE
from tracepile.execution.encoding import write_json
from tracepile.execution.fast.facts import Facts
from tracepile.execution.fast.suitability import find_obstacle
from tracepile.execution.fast.tracer import FastTracer
from tracepile.execution.imports import ImportGate
from tracepile.execution.lines import LineTracer
from tracepile.execution.model import Limits
from tracepile.execution.recursion import RecursionMargin
from tracepile.execution.reference import ReferenceTracer
from tracepile.execution.steps import pack_steps
from tracepile.execution.streams import Output, make_stdin, make_stdout
from tracepile.execution.traits import Traits, find_traits

_COMPARED = ("ok", "exception", "exit")
_RESUME = opcode.opmap["RESUME"]
_exit = os._exit  # a program may put something else in its place
_exit_code = SystemExit.__dict__["code"].__get__
_import_name = ImportError.__dict__["name"].__get__
_traceback = BaseException.__dict__["__traceback__"].__get__


def execute(request: dict[str, Any], emit: Callable[[bytes], None]) -> None:
    """Run the program of `request` in this process, which is its alone, and report.

    `request`: code, call, stdin, tracer (`fast`, `reference`, `lines` or `none`), limits, allowed_modules. Standard
    input is read from descriptor 0; what the program prints goes to descriptor 1 at once.
    """
    stream, raw = make_stdout(1)
    sys.stdin, sys.stdout = make_stdin(None), stream
    sys.__stdin__, sys.__stdout__ = sys.stdin, sys.stdout  # type: ignore[misc]
    atexit._clear()
    run = ProgramRun(request, emit, raw)
    run.run()
    _finish_interpreter(run.module)
    run.report()


class ProgramRun:
    """One run of one program. Changes this process: streams are the caller's business, the rest is `restore`d."""

    def __init__(self, request: dict[str, Any], emit: Callable[[bytes], None], output: Output) -> None:
        self.code: str = request["code"]
        self.call: str | None = request["call"]
        self.limits = Limits(**request["limits"])
        self.tracer: str = request["tracer"]
        self.gate = ImportGate(request["allowed_modules"])
        self.module = ModuleType(classes.STDIN_MODULE if self.call is None else classes.CALL_MODULE)
        self._emit = emit
        self._output = output
        self._margin = RecursionMargin()
        self._modules = {name: sys.modules.get(name) for name in classes.PROGRAM_MODULES}
        self._tracer: ReferenceTracer | FastTracer | LineTracer | None = None
        self._arguments: tuple[list[Any], dict[str, Any]] | None = None
        self._end: dict[str, Any] = {
            "t": "end",
            "outcome": "ok",
            "exit_status": None,
            "result": None,
            "result_type": None,
            "error": None,
            "truncated": False,
            "n_events": 0,
            "lines": None,
            "arguments_after": None,
            "is_drawn": False,
        }

    def run(self) -> None:
        """Compile and run the program; take down its outcome."""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                compiled = compile(self.code, classes.PROGRAM_FILENAME, "exec", dont_inherit=True)
                call = None if self.call is None else ast.parse(self.call.strip(), "<call>", "eval").body
        except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError) as error:
            line = error.lineno if isinstance(error, SyntaxError) else None
            self._fail("unsupported", error, line)
            return
        self._prepare(compiled)
        try:
            self._margin.raise_limit(is_traced=self._tracer is not None)
            if self._tracer is not None:
                self._tracer.start()
            value = self._run_program(compiled, call)
        except BaseException as error:
            self._stop()
            self._judge(error)
            return
        self._stop()
        if call is not None:
            self._keep_result(value)

    def report(self) -> None:
        """Emit the record `end`."""
        self._end["is_drawn"] = self._end["outcome"] in _COMPARED and chance.was_drawn()
        self._emit(write_json(self._end).encode())

    def restore(self) -> None:
        """Undo what this run changed in the process."""
        with suppress(ValueError):
            sys.meta_path.remove(self.gate)
        linecache.cache.pop(classes.PROGRAM_FILENAME, None)
        for name, before in self._modules.items():
            if before is None:
                sys.modules.pop(name, None)
            else:
                sys.modules[name] = before

    def _prepare(self, compiled: CodeType) -> None:
        namespace = self.module.__dict__
        namespace["__builtins__"] = builtins
        namespace["__file__"] = "program.py"
        sys.modules[self.module.__name__] = self.module
        sys.meta_path.insert(0, self.gate)
        lines = self.code.splitlines(keepends=True)
        linecache.cache[classes.PROGRAM_FILENAME] = (len(self.code), None, lines, classes.PROGRAM_FILENAME)
        if self.tracer == "lines":
            self._tracer = LineTracer(compiled, self._margin, self.limits.max_lines, self._end_at_line_limit)
        elif self.tracer in ("fast", "reference"):
            self._output.is_watched = True
            self._tracer = self._make_tracer(compiled, find_traits(self.code, compiled))

    def _make_tracer(self, compiled: CodeType, traits: Traits) -> ReferenceTracer | FastTracer:
        margin, output = self._margin, self._output
        facts = self._find_facts(compiled, traits) if self.tracer == "fast" else None
        if facts is not None:
            self._end["tracer"] = "fast"
            return FastTracer(compiled, facts, self.limits, self._emit_steps, output, traits=traits, margin=margin)
        self._end["tracer"] = "reference"
        return ReferenceTracer(compiled, self.limits, self._emit_rows, output.read_fresh, traits=traits, margin=margin)

    def _find_facts(self, compiled: CodeType, traits: Traits) -> Facts | None:
        """Return what the fast tracer must know of the program, or None where it cannot follow it."""
        tree = ast.parse(self.code)
        try:
            facts = Facts(tree)
            return facts if find_obstacle(tree, compiled, facts, traits) is None else None
        except RecursionError:  # an expression too deep to walk through
            return None

    def _emit_rows(self, rows: list[list[Any]]) -> None:
        self._emit(write_json({"t": "events", "rows": rows}).encode())

    def _emit_steps(self, text: str) -> None:
        self._emit(pack_steps(text))

    def _run_program(self, compiled: CodeType, call: ast.expr | None) -> Any:
        namespace = self.module.__dict__
        exec(compiled, namespace)  # noqa: S102 - what all of this is for
        if call is None:
            return None
        if not isinstance(call, ast.Call):
            return self._evaluate(call)
        function = self._evaluate(call.func)
        arguments: list[Any] = []
        keywords: dict[str, Any] = {}
        for part in call.args:
            if isinstance(part, ast.Starred):
                arguments.extend(self._evaluate(part.value))
            else:
                arguments.append(self._evaluate(part))
        for keyword in call.keywords:
            if keyword.arg is None:
                keywords.update(self._evaluate(keyword.value))
            else:
                keywords[keyword.arg] = self._evaluate(keyword.value)
        self._arguments = arguments, keywords
        return function(*arguments, **keywords)

    def _evaluate(self, expression: ast.expr) -> Any:
        compiled = compile(ast.Expression(expression), "<call>", "eval", dont_inherit=True)
        return eval(compiled, self.module.__dict__)  # noqa: S307

    def _stop(self) -> None:
        try:
            self._stop_tracer()
        finally:
            self._margin.restore_limit()

    def _stop_tracer(self) -> None:
        tracer = self._tracer
        if isinstance(tracer, ReferenceTracer | FastTracer):
            if not tracer.is_intact():
                self._end["outcome"] = "untrusted"
            tracer.stop()
            self._end["n_events"] = tracer.n_events
            self._end["truncated"] = tracer.truncated
            self._output.is_watched = False
            if isinstance(tracer, FastTracer):
                self._end["failure"] = None if tracer.failure is None else repr(tracer.failure)
            elif tracer.failure is not None:
                raise tracer.failure
        elif isinstance(tracer, LineTracer):
            tracer.stop()
            self._end["lines"] = sorted(tracer.lines)

    def _end_at_line_limit(self) -> NoReturn:
        # At once: an exception could be caught.
        self._end["outcome"] = "line_limit"
        self._emit(write_json(self._end).encode())
        _exit(DONE)

    def _keep_result(self, value: Any) -> None:
        end, limit = self._end, self.limits.max_output_bytes
        try:
            end["result"] = literal(value, limit=limit)
            end["result_type"] = type_name(value)
            end["arguments_after"] = self._write_arguments(limit)
        except LiteralTooLongError:
            end["outcome"], end["result"], end["result_type"] = "output_limit", None, None
        except MemoryError:
            end["outcome"], end["result"], end["result_type"] = "memory_limit", None, None

    def _write_arguments(self, limit: int) -> str | None:
        if self._arguments is None:
            return None
        values, keywords = self._arguments
        written = [literal(value, limit=limit) for value in values]
        written += [f"{name}={literal(value, limit=limit)}" for name, value in keywords.items()]
        return ", ".join(written)

    def _judge(self, error: BaseException) -> None:
        self._margin.explain(error)
        kind = type(error)  # not `isinstance`: it would ask an exception of the program for its `__class__`
        line = _last_line(_traceback(error))
        if issubclass(kind, SystemExit):
            self._judge_exit(error)
        elif issubclass(kind, MemoryError):
            self._fail("memory_limit", error, line)
        elif issubclass(kind, ImportError) and self._is_refused(_import_name(error)):
            self._fail("unsupported", error, line)
        else:
            self._fail("exception", error, line)

    def _is_refused(self, name: object) -> bool:
        return type(name) is str and name.partition(".")[0] in self.gate.refused

    def _judge_exit(self, error: BaseException) -> None:
        code = _exit_code(error)
        if code is None:
            return
        if not issubclass(type(code), int):
            with suppress(BaseException):
                print(code, file=sys.stderr)
            code = 1
        status = int.__and__(code, 0xFF)
        if status:
            self._set_outcome("exit")
            self._end["exit_status"] = status

    def _fail(self, outcome: str, error: BaseException, line: int | None) -> None:
        self._set_outcome(outcome)
        message = describe_exception(error)[: self.limits.max_value_chars]
        self._end["error"] = {"type": classes.type_name(type(error)), "message": message, "line": line}

    def _set_outcome(self, outcome: str) -> None:
        if self._end["outcome"] == "ok":
            self._end["outcome"] = outcome


def _last_line(traceback: TracebackType | None) -> int | None:
    line = None
    while traceback is not None:
        code = traceback.tb_frame.f_code
        # A frame refused for its depth has not begun: by itself the interpreter would not have made it.
        has_begun = code.co_code[traceback.tb_lasti] != _RESUME or traceback.tb_next is not None
        if code.co_filename == classes.PROGRAM_FILENAME and has_begun:
            line = traceback.tb_lineno
        traceback = traceback.tb_next
    return line


def _finish_interpreter(module: types.ModuleType) -> None:
    """Do what an interpreter does at its end and what may still print: exit functions, open files, finalisers."""
    with suppress(BaseException):  # an interpreter writes them to standard error, and ends
        atexit._run_exitfuncs()
        sys.stdout.flush()
    module.__dict__.clear()
    gc.collect()
