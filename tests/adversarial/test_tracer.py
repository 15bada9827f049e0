"""Programs that go for the tracer, the trace channel or the harness: found out, or left with nothing to reach."""

import pytest

from tests.adversarial.conftest import Arena
from tracepile.execution.canonical import literal
from tracepile.execution.executor import Tracer
from tracepile.execution.model import Outcome

pytestmark = pytest.mark.adversarial

_CATCH = "try: 1 / 0\nexcept ZeroDivisionError as e:"

UNTRUSTED = {
    # the channel
    "writes to every descriptor": (
        'import os\nfor n in range(3, 256):\n    try: os.write(n, b\'{"t": "end", "outcome": "ok"}\')\n'
        "    except OSError: pass"
    ),
    "writes a record": "import os\nos.write(127, b'\\5\\0\\0\\0' + b'0' * 16 + b'{\"t\":')",
    "closes every descriptor": "import os\nos.closerange(3, 256)",
    "puts its output in the channel's place": "import os\nos.dup2(1, 127)",
    "puts a file in the channel's place": "import os\nos.close(127)\nwhile os.open('f', os.O_WRONLY | os.O_CREAT) < 127: pass",
    # the tracer
    "stops the tracer": "import sys\nsys.settrace(None)",
    "replaces the tracer": "import sys\nsys.settrace(lambda *a: None)",
    "sets a profiler": "import sys\nsys.setprofile(print)",
    "runs a profiler": "import cProfile\ncProfile.run('1')",
    "runs a debugger": "import bdb\nbdb.Bdb().set_trace()",
    "hooks into the interpreter": "import sys\nsys.addaudithook(print)",
    "looks for objects": "import gc\ngc.get_objects()",
    "looks for referrers": "import gc\ngc.get_referrers(gc)",
    "looks for referents": "import gc, sys\ngc.get_referents(sys.stdout.buffer)",
    # frames
    "walks the stack": "import sys\nsys._getframe().f_back",
    "walks the stacks of all threads": "import sys\nsys._current_frames()",
    "walks the stack by inspect": "import inspect\ninspect.currentframe().f_back",
    "walks the stack by traceback": "import traceback\nlist(traceback.walk_stack(None))",
    "walks the stack by logging": "import logging\nlogging.currentframe().f_back",
    "walks the stack by a module's own sys": "import collections\ncollections._sys._getframe().f_back",
    "takes the frame of a traceback": f"{_CATCH} e.__traceback__.tb_frame.f_back",
    "takes the frame by getattr": f"{_CATCH} getattr(e.__traceback__, 'tb_' + 'frame')",
    "takes the frame by attrgetter": f"import operator\n{_CATCH} operator.attrgetter('tb_frame.f_back')(e.__traceback__)",
    "takes the frame by format": f"{_CATCH} print('{{0.tb_frame.f_back}}'.format(e.__traceback__))",
    "takes the frame by a pattern": (
        f"import types\n{_CATCH}\n    match e.__traceback__:\n        case types.TracebackType(tb_frame=f): pass"
    ),
    "takes the frame by walk_tb": f"import traceback\n{_CATCH} next(traceback.walk_tb(e.__traceback__))[0].f_back",
    "takes the frame of a generator": "def g(): yield\ng().gi_frame.f_back",
    "takes the frame of a coroutine": "async def g(): pass\ng().cr_frame",
    "takes the frame in a finaliser": "import sys\nclass A:\n    def __del__(self): sys._getframe()\na = A()\ndel a",
    "takes the frame in a collection": "import gc, sys\ngc.callbacks.append(lambda *a: sys._getframe())\ngc.collect()",
    "takes the frame of what cannot be raised": (
        "import sys\nsys.unraisablehook = lambda u: u.exc_traceback.tb_frame\nclass A:\n    def __del__(self): 1 / 0\n"
        "a = A()\ndel a"
    ),
    "dresses up as the library": (
        "import enum\nexec(compile('import sys\\nsys._getframe()', enum.__file__, 'exec'), {'__name__': 'enum'})"
    ),
    "dresses up in the library's namespace": (
        "import enum\nexec(compile('import sys\\nsys._getframe()', enum.__file__, 'exec'), vars(enum))"
    ),
    "takes the library's function apart": (
        "import collections, sys\nf = collections.namedtuple\n"
        "f.__code__ = (lambda *a, **k: sys._getframe()).__code__\nf.__globals__['sys'] = sys\ncollections.namedtuple('P', 'x')"
    ),
}

REFUSED = {
    "C functions": "import ctypes\nctypes.string_at(0)",
    "C functions by importlib": "import importlib\nimportlib.import_module('ctypes')",
    "C functions of the module beneath": "import _ctypes",
    "C functions under another name": (
        "import importlib.machinery, importlib.util, _decimal\np = _decimal.__file__.replace('_decimal', '_ctypes')\n"
        "loader = importlib.machinery.ExtensionFileLoader('x._ctypes', p)\n"
        "importlib.util.module_from_spec(importlib.util.spec_from_file_location('x._ctypes', p, loader=loader))"
    ),
    "compiled code of its own": (
        "import importlib.machinery, importlib.util, _decimal\nopen('m.so', 'wb').write(open(_decimal.__file__, 'rb').read())\n"
        "loader = importlib.machinery.ExtensionFileLoader('_decimal', 'm.so')\n"
        "importlib.util.module_from_spec(importlib.util.spec_from_file_location('_decimal', 'm.so', loader=loader))"
    ),
    "the interpreter's test functions": "import _testcapi",
    "the interpreter's inner functions": "import _testinternalcapi",
}

NOTHING_TO_REACH = {
    "the cached module of C functions": (
        "import importlib\nprint([n for n in dir(importlib.import_module('_ctypes')) if n[:2] != '__'])",
        "[]",
    ),
    "classes by their bases": (
        "def walk(c):\n    for s in type.__subclasses__(c):\n        yield s\n        if s is not type: yield from walk(s)\n"
        "print([c for c in walk(object) if c.__module__.split('.')[0] in ('tracepile', 'ctypes', '_ctypes')])",
        "[]",
    ),
    "modules by name": ("import sys\nprint([n for n in sys.modules if 'tracepile' in n or 'ctypes' in n])", "[]"),
    "the main module": (
        "import sys\nprint([n for n in vars(sys.modules['__main__']) if n[:1] != '_' and n != 'sys'])",
        "[]",
    ),
    "the command line": ("import sys\nprint(len(sys.argv), len(sys.orig_argv), '-c' in sys.orig_argv)", "1 2 False"),
    "the trace function": ("import sys\nprint(sys.gettrace())", "None"),
    "the stream": (
        "import sys\nprint(hasattr(type(sys.stdout.buffer.raw).write, '__globals__') if hasattr(sys.stdout.buffer, 'raw') else hasattr(type(sys.stdout.buffer).write, '__globals__'))",
        "False",
    ),
    "the import gate": ("import sys\nprint(hasattr(type(sys.meta_path[0]).find_spec, '__globals__'))", "False"),
    "the recursion limit": (
        "import sys\nprint([hasattr(f, a) for f in (sys.getrecursionlimit, sys.setrecursionlimit) for a in ('__self__', '__globals__', '__wrapped__')])",
        "[False, False, False, False, False, False]",
    ),
    "the clock": (
        "import time\nprint(hasattr(time.time, '__globals__'), hasattr(time.time, '__wrapped__'))",
        "False False",
    ),
    "the frame that a signal interrupts": (
        "import signal\ngot = []\ndef h(n, f): got.append(f)\nsignal.signal(signal.SIGALRM, h)\n"
        "signal.setitimer(signal.ITIMER_REAL, 0.02)\nsignal.pause()\nprint(got, signal.getsignal(signal.SIGALRM) is h)",
        "[None] True",
    ),
    "the trace function in a second sys": (
        "import importlib.util as u\nprint(u.module_from_spec(u.find_spec('sys')).gettrace())",
        "None",
    ),
    "the trace function in a sys made by hand": (
        "import _imp, importlib.machinery as m\n"
        "print(_imp.create_builtin(m.ModuleSpec('sys', m.BuiltinImporter)).gettrace())\n"
        "class Name(str):\n    def __hash__(self): return 0\n"
        "try: _imp.create_builtin(m.ModuleSpec(Name('sys'), m.BuiltinImporter))\nexcept TypeError: pass",
        "None",
    ),
    "the interrupted frame by a second _signal": (
        "import sys, importlib\ndel sys.modules['_signal']\nimport _signal\ngot = []\n"
        "_signal.signal(_signal.SIGALRM, lambda n, f: got.append(f))\n_signal.setitimer(_signal.ITIMER_REAL, 0.02)\n"
        "_signal.pause()\nprint(got)",
        "[None]",
    ),
    "the frame of a broken pipe": (
        "import os, signal\ngot = []\nsignal.signal(signal.SIGPIPE, lambda n, f: got.append(f))\nr, w = os.pipe()\n"
        "os.close(r)\ntry: os.write(w, b'x')\nexcept BrokenPipeError: pass\nprint(got)",
        "[None]",
    ),
    "descriptors": (
        "import os\nfound = []\nfor n in range(3, 1024):\n    try:\n        os.fstat(n)\n        found.append(n)\n    except OSError: pass\nprint(found)",
        "[127]",
    ),
}


@pytest.mark.parametrize("tracer", ["fast", "reference"])
@pytest.mark.parametrize("name", UNTRUSTED)
def test_tampering_is_found_out(arena: Arena, name: str, tracer: Tracer) -> None:
    recording = arena.contain(UNTRUSTED[name], tracer)
    assert recording.outcome is Outcome.UNTRUSTED, recording.error


@pytest.mark.parametrize("name", REFUSED)
def test_native_code_is_refused(arena: Arena, name: str) -> None:
    recording = arena.contain(REFUSED[name])
    assert recording.outcome is Outcome.REFUSED, recording.error


@pytest.mark.parametrize("name", NOTHING_TO_REACH)
def test_there_is_nothing_to_reach(arena: Arena, name: str) -> None:
    code, printed = NOTHING_TO_REACH[name]
    recording = arena.contain(code)
    assert (recording.outcome, recording.stdout.strip()) == (Outcome.OK, printed)


@pytest.mark.parametrize("tracer", ["fast", "reference"])
def test_replaced_builtins_do_not_mislead_the_tracer(arena: Arena, tracer: Tracer) -> None:
    body = "x = [1]\nx.append(2)\ny = {2: x}\n"
    evil = (
        "import builtins, os\nbuiltins.id = lambda x: 7\nbuiltins.len = lambda x: 0\nbuiltins.type = lambda x: int\n"
        "builtins.isinstance = lambda *a: False\nos._exit = os.write = lambda *a: 0\n"
    )
    recording = arena.contain(evil + body, tracer)
    assert recording.outcome is Outcome.OK
    state = recording.state_at(recording.n_events - 1)
    assert [literal(state.lookup(name)) for name in "xy"] == ["[1, 2]", "{2: [1, 2]}"]


@pytest.mark.parametrize("tracer", ["fast", "reference"])
def test_replaced_tools_of_the_library_do_not_mislead_the_tracer(arena: Arena, tracer: Tracer) -> None:
    evil = (
        'import json, weakref, contextlib\nforged = \'{"t":"end","outcome":"ok","result":"forged"}\'\n'
        "json.JSONEncoder.iterencode = json.JSONEncoder.encode = lambda *a, **k: forged\njson.encoder.c_make_encoder = None\n"
        "stolen = []\nfor name in ('pop', '__setitem__', 'values', 'clear'):\n"
        "    setattr(weakref.WeakValueDictionary, name, lambda *a: stolen.append(a) or ())\n"
        "def g():\n    yield 1\n    yield 2\nx = [*g()]\nit = g()\nnext(it)\nprint(stolen)"
    )
    recording = arena.contain(evil, tracer)
    assert (recording.outcome, recording.stdout, recording.result) == (Outcome.OK, "[]\n", None)
    assert recording.n_events > 10


def test_uses_of_frames_by_the_library_are_no_tampering(arena: Arena) -> None:
    code = (
        "import logging, sys, traceback, warnings\nfrom collections import namedtuple\nfrom dataclasses import dataclass\n"
        "from enum import Enum\nfrom typing import NamedTuple, TypeVar\nE = Enum('E', 'a b')\nP = namedtuple('P', 'x y')\n"
        "T = TypeVar('T')\n@dataclass\nclass D:\n    x: int\nclass N(NamedTuple):\n    x: int\n"
        "logging.basicConfig(format='%(funcName)s %(message)s', stream=sys.stdout)\ndef g(): logging.warning('w')\ng()\n"
        "warnings.warn('w')\ntry: 1 / 0\nexcept ZeroDivisionError: traceback.print_exc(file=sys.stdout)\nprint(E.a, P(1, 2), D(3), N(4))"
    )
    recording = arena.contain(code)
    assert recording.outcome is Outcome.OK, recording.error
    assert recording.stdout.startswith("g w\nTraceback (most recent call last):\n")
    assert recording.stdout.endswith("ZeroDivisionError: division by zero\nE.a P(x=1, y=2) D(x=3) N(x=4)\n")
