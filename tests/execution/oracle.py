"""An independent, naive tracer: at each event a full description of every variable of every frame on the stack.

It shares no code with the tracer under test. A description is plain data in which aliasing shows: each object with
identity gets a number when it is first met, and only that number when it is met again.
"""

import array
import builtins
import collections
import datetime
import decimal
import enum
import fractions
import opcode
import sys
import types

from tracepile.execution.values import Instance, Opaque

ATOMS = (type(None), bool, int, float, str)
WRITTEN = (complex, bytes, range, slice, type(...), type(NotImplemented), decimal.Decimal, fractions.Fraction)
WRITTEN += (datetime.date, datetime.datetime, datetime.time, datetime.timedelta, datetime.timezone)
OWN = ("__main__", "program")
LIBRARY = (types.BuiltinFunctionType, types.MethodWrapperType, types.WrapperDescriptorType, types.MethodDescriptorType)
NOT_DATA = (types.FunctionType, types.BuiltinFunctionType, staticmethod, classmethod, property)
NOT_DATA += (types.MemberDescriptorType, types.GetSetDescriptorType)


class Describer:
    """Describes values, real or rebuilt, sharing the numbers of objects among them."""

    def __init__(self):
        self.numbers = {}
        self.kept = []

    def __call__(self, value):
        kind = type(value)
        if kind in ATOMS:
            if len(repr(value)) > 2000:
                return kind.__name__, "opaque"
            return kind.__name__, repr(value)
        if kind in WRITTEN:
            return kind.__name__, repr(value) if kind is not slice else "slice"
        if kind is Opaque or kind.__name__ == "OpaqueFactory":
            if value.is_atom and value.type_name in {written.__name__ for written in WRITTEN}:
                return value.type_name, value.literal if value.type_name != "slice" else "slice"
            return self.opaque(value, value.type_name, value.is_atom, value.attributes)
        if isinstance(value, enum.Enum):
            return kind.__name__, "opaque"
        if isinstance(value, type) and kind.__module__ != "tracepile.execution.values":
            own = vars(value).get("__module__") in (*OWN, "types")
            fields = getattr(value, "_fields", None)
            data = {} if not own or (fields and issubclass(value, tuple)) else class_data(value)
            return self.opaque(value, kind.__name__, not own, data)
        if kind is types.FunctionType:
            own = value.__code__.co_filename == "<program>"
            data = {name: child for name, child in vars(value).items() if not is_dunder(name)} if own else {}
            return self.opaque(value, "function", not own, data)
        if kind is types.ModuleType or kind in LIBRARY:
            return self.opaque(value, kind.__name__, True, {})
        if id(value) in self.numbers and not (kind is tuple and not value) and not (kind is frozenset and not value):
            return "again", self.numbers[id(value)]
        return self.container(value, kind)

    def number(self, value):
        self.kept.append(value)
        return self.numbers.setdefault(id(value), len(self.numbers))

    def opaque(self, value, name, is_atom, attributes):
        if is_atom:
            return name, "opaque"
        if id(value) in self.numbers:
            return "again", self.numbers[id(value)]
        number = self.number(value)
        return number, name, "opaque", self.attributes(attributes)

    def attributes(self, attributes):
        return [(name, self(attributes[name])) for name in sorted(attributes)]

    def members(self, members):
        keyed = sorted(((order(member), member) for member in members), key=lambda pair: pair[0])
        return [self(member) for _, member in keyed]

    def container(self, value, kind):
        number = self.number(value)
        if kind is Instance:
            return number, value.type_name, self.items(value.items, value.kind), self.attributes(value.attributes)
        if kind in (list, tuple, set, frozenset, dict, collections.deque, bytearray, array.array):
            return number, kind.__name__, self.items(value, ""), []
        if kind in (collections.Counter, collections.defaultdict, collections.OrderedDict):
            factory = getattr(value, "default_factory", None)
            if factory is not None and factory not in (int, list, set, dict, str, float, tuple):
                factory = self(factory)
            return number, kind.__name__, self.items(value, ""), factory
        module = kind.__module__
        if module not in OWN and module != "types" and not isinstance(value, BaseException):
            if module in ("argparse", "queue") or kind.__name__.startswith("User") or kind.__name__ == "ChainMap":
                names = ("data", "maps", "queue", "maxsize")
                shown = {name: child for name, child in vars(value).items() if name in names}
                return number, kind.__name__, None, self.attributes(shown)
            return number, kind.__name__, "opaque", []
        attributes = {}
        fields = getattr(kind, "_fields", ()) if isinstance(value, tuple) else ()
        attributes.update(zip(fields, tuple.__iter__(value), strict=False) if fields else ())
        for cls in reversed(kind.__mro__):
            for name, member in vars(cls).items():
                if type(member) is types.MemberDescriptorType and cls.__module__ in OWN and not is_dunder(name):
                    try:
                        attributes[name] = member.__get__(value)
                    except AttributeError:
                        continue
        try:
            own = object.__getattribute__(value, "__dict__")
        except AttributeError:
            own = {}
        attributes.update((name, child) for name, child in own.items() if not is_dunder(name))
        return number, kind.__name__, None if fields else self.base_items(value), self.attributes(attributes)

    def base_items(self, value):
        for base in (list, tuple, set, frozenset, dict, collections.deque, bytearray):
            if isinstance(value, base):
                if base is dict:
                    return [(self(key), self(child)) for key, child in dict.items(value)]
                if base in (set, frozenset):
                    return self.members(base.__iter__(value))
                return [self(child) for child in base.__iter__(value)]
        if isinstance(value, BaseException):
            return [self(child) for child in value.args]
        for base in (int, float, complex, str, bytes):
            if isinstance(value, base):
                return self(eval(base.__repr__(value), {"nan": float("nan"), "inf": float("inf")}))
        return None

    def items(self, items, kind):
        if kind == "value":
            return self(items)
        if isinstance(items, dict):
            return [(self(key), self(child)) for key, child in items.items()]
        if isinstance(items, set | frozenset):
            return self.members(items)
        if items is None:
            return None
        return [self(child) for child in items]


def order(member):
    """Where a member of a set stands: by its atoms."""
    kind = type(member)
    if kind in (tuple, frozenset):
        return kind.__name__ + repr(sorted(map(order, member)) if kind is frozenset else list(map(order, member)))
    if kind in ATOMS or kind in WRITTEN:
        return kind.__name__ + repr(member)
    if kind is Instance:
        name, attributes = member.type_name, member.attributes
    else:
        name, attributes = kind.__name__, getattr(member, "__dict__", {})
    return name + repr(sorted((key, repr(child)) for key, child in attributes.items() if type(child) in ATOMS))


def is_dunder(name):
    return name.startswith("__") and name.endswith("__")


def class_data(cls):
    return {
        name: child
        for name, child in vars(cls).items()
        if not (name.startswith("_") and name.endswith("_"))
        and not name.startswith("_abc_")
        and not isinstance(child, NOT_DATA)
    }


def is_state(name, value, is_module):
    if (name.startswith("__") and name.endswith("__")) or name.startswith("."):
        return False
    if type(value) is types.ModuleType:
        return False
    if not is_module:
        return True
    if isinstance(value, LIBRARY) or type(value).__module__ == "__future__":
        return False
    if type(value) is types.MethodType:
        code = getattr(value.__func__, "__code__", None)
        return code is not None and code.co_filename == "<program>"
    if type(value) is types.FunctionType:
        return value.__code__.co_filename == "<program>"
    if isinstance(value, type):
        return vars(value).get("__module__") in (*OWN, "types")
    return type(value).__module__ != "typing"


def describe_frames(frames):
    """`frames`: (id, variables) in order of the stack."""
    describe = Describer()
    return [(number, {name: describe(variables[name]) for name in sorted(variables)}) for number, variables in frames]


class NaiveTracer:
    """Takes a description of everything at every event of a program."""

    def __init__(self, compiled):
        self.events = []
        self.codes = set()
        self.numbers = []  # frames, by position their id; kept, so that ids of frames are not reused
        self.raising = set()
        self.module_frame = None
        self.namespace = None
        todo = [compiled]
        while todo:
            code = todo.pop()
            self.codes.add(id(code))
            todo += [constant for constant in code.co_consts if isinstance(constant, types.CodeType)]

    def trace(self, frame, event, argument):
        if id(frame.f_code) not in self.codes:
            return None
        if frame not in self.numbers:
            self.numbers.append(frame)
            if self.namespace is None:
                self.namespace = frame.f_globals
        instruction = opcode.opname[frame.f_code.co_code[frame.f_lasti]]
        if event == "exception":
            if instruction in ("FOR_ITER", "SEND") and issubclass(argument[0], StopIteration | StopAsyncIteration):
                return self.trace
            self.raising.add(frame)
        elif event == "return":
            is_generator = bool(frame.f_code.co_flags & 0x2A0)
            yields = is_generator and instruction == "YIELD_VALUE" and frame not in self.raising
            if not yields and instruction != "RETURN_VALUE":
                return self.trace
        else:
            self.raising.discard(frame)
        stack = []
        each = frame
        while each is not None:
            if id(each.f_code) in self.codes:
                stack.append(each)
            each = each.f_back
        frames = []
        module = self.numbers[0]
        if module not in stack:
            frames.append((0, self.pick(self.namespace, True)))
        for each in reversed(stack):
            is_module = each is module
            variables = self.namespace if is_module else each.f_locals
            frames.append((self.numbers.index(each), self.pick(variables, is_module)))
        state = describe_frames(frames)
        line = frame.f_lineno
        self.events.append((event, self.numbers.index(frame), frame.f_code.co_name, line, state))
        return self.trace

    def pick(self, variables, is_module):
        return {name: value for name, value in variables.items() if is_state(name, value, is_module)}


def trace_naively(code, call=None):
    """The events of a trusted program: (kind, frame, function, line, descriptions of all frames)."""
    import io

    module = types.ModuleType("__main__" if call is None else "program")
    compiled = compile(code, "<program>", "exec", dont_inherit=True)
    tracer = NaiveTracer(compiled)
    before = sys.gettrace(), sys.stdout, sys.modules.get(module.__name__), sys.getrecursionlimit()
    sys.modules[module.__name__] = module
    module.__dict__.update(__builtins__=builtins, __file__="program.py")
    sys.stdout = io.StringIO()
    sys.settrace(tracer.trace)
    try:
        exec(compiled, module.__dict__)
        if call is not None:
            eval(compile(call, "<call>", "eval"), module.__dict__)
    except BaseException:
        pass
    finally:
        sys.settrace(before[0])
        sys.stdout = before[1]
        sys.setrecursionlimit(before[3])
        if before[2] is None:
            del sys.modules[module.__name__]
        else:
            sys.modules[module.__name__] = before[2]
    return tracer.events


def describe_state(state, module):
    """The same description of a rebuilt state."""
    frames = [(frame, state.seen_from(frame).variables) for frame in state.stack]
    if module is not None and module not in state.stack:
        frames.insert(0, (module, state.globals))
    return describe_frames(frames)


def find_difference(code, recording, call=None):
    """The first difference between the recording and a naive trace of the program, as text; None if there is none."""
    expected = trace_naively(code, call)
    got = list(recording.events)
    for number, (event, state) in enumerate(recording.replay()):
        if number >= len(expected):
            return f"event {number} {event} is not in the naive trace"
        kind, frame, function, line, frames = expected[number]
        mine = (event.kind, event.frame, event.function)
        if mine != (kind, frame, function) or (line and event.line != line):
            return f"event {number}: {mine} line {event.line}, naive: {(kind, frame, function)} line {line}"
        described = describe_state(state, 0)
        if described != frames:
            return f"state at event {number} ({kind} {function} line {line}):\n  {described}\nnaive:\n  {frames}"
    if len(got) != len(expected):
        return f"{len(got)} events, naive: {len(expected)}, next: {expected[len(got)][:4]}"
    return None
