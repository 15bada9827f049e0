"""Programs that want to break the interpreter, or end it on their own terms; values that bite who touches them."""

import pytest

from tests.adversarial.conftest import Arena
from tracepile.execution.executor import Tracer
from tracepile.execution.model import Outcome

pytestmark = pytest.mark.adversarial

BROKEN = {Outcome.EXCEPTION, Outcome.CRASH, Outcome.TIME_LIMIT, Outcome.MEMORY_LIMIT}
PROGRAMS: dict[str, tuple[str, set[Outcome]]] = {
    "endless recursion": ("def f(): return f()\nf()", {Outcome.EXCEPTION}),
    "endless recursion without a limit": (
        "import sys\nsys.setrecursionlimit(10**9)\ndef f(): return f()\nf()",
        BROKEN,
    ),
    "recursion in C": (
        "import sys\nsys.setrecursionlimit(10**9)\nx = []\nfor _ in range(10**6): x = [x]\nrepr(x)",
        BROKEN,
    ),
    "recursion of a finaliser": ("x = None\nfor _ in range(10**6): x = (x,)\ndel x", {Outcome.OK}),
    "deep source": ("eval('(' * 5000 + ')' * 5000)", BROKEN),
    "long source": ("eval('+'.join(['1'] * 300_000))", BROKEN),
    "deep literal": ("import ast\nast.literal_eval('-' * 200_000 + '1')", BROKEN),
    "deep pickle": ("import pickle\nx = []\nfor _ in range(10**5): x = [x]\npickle.dumps(x)", BROKEN),
    "bad bytecode": (
        "def f(): pass\nf.__code__ = f.__code__.replace(co_code=b'\\x64\\xff' * 40 + b'\\x53\\0')\nf()",
        # it reads constants beyond their end: what lies there decides, and may even do no harm
        {*BROKEN, Outcome.UNTRUSTED, Outcome.OK},
    ),
    "segmentation fault": ("import faulthandler\nfaulthandler._sigsegv()", {Outcome.OK, Outcome.CRASH}),
    "abort": ("import os\nos.abort()", {Outcome.CRASH}),
    "exit below Python": ("import os\nprint('before')\nos._exit(3)", {Outcome.EXIT}),
    "exit below Python as if all were well": ("import os\nprint('before')\nos._exit(0)", {Outcome.EXIT}),
    "exit below Python at the end": (
        "import atexit, os\nprint('before')\natexit.register(os._exit, 3)",
        {Outcome.EXIT},
    ),
    "exit": ("import sys\nprint('before')\nsys.exit(3)", {Outcome.EXIT}),
    "exit with a text": ("import sys\nprint('before')\nsys.exit('x' * 10**7)", {Outcome.EXIT}),
    "exit without a status that can be read": (
        "class E(SystemExit):\n    @property\n    def code(self): raise KeyError\nraise E(3)",
        {Outcome.EXIT},
    ),
    "read past the end": ("x = 1\ninput()", {Outcome.EXCEPTION}),
    "closed output": ("import os\nos.close(1)\nprint('x')", {Outcome.EXCEPTION}),
    "output that raises": (
        "import sys\nclass S:\n    def write(self, x): raise KeyError\n    flush = write\nsys.stdout = S()",
        {Outcome.OK},
    ),
    "exception that raises": (
        "class E(Exception):\n    def __str__(self): raise KeyError\n    __repr__ = __str__\nraise E",
        {Outcome.EXCEPTION},
    ),
    "no import system": ("import sys\nsys.meta_path.clear()\nsys.modules.clear()\nx = [1]\nprint(x)", {Outcome.OK}),
    "module that is not there": ("import no_such_module_at_all", {Outcome.UNSUPPORTED}),
    "not Python": ("x = = 1", {Outcome.UNSUPPORTED}),
    "no text": ("x = '\\ud800'\nprint(x)", {Outcome.EXCEPTION}),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_ends_as_it_must(arena: Arena, name: str) -> None:
    code, wanted = PROGRAMS[name]
    recording = arena.contain(code)
    assert recording.outcome in wanted, recording.error


@pytest.mark.parametrize("name", [name for name in PROGRAMS if "before" in PROGRAMS[name][0]])
def test_output_before_the_end_is_kept(arena: Arena, name: str) -> None:
    recording = arena.run(PROGRAMS[name][0])
    assert recording.stdout == "before\n"
    assert recording.exit_status in (0, 1, 3)


def test_end_of_input_is_an_exception_of_the_program(arena: Arena) -> None:
    error = arena.run("x = 1\ninput()").error
    assert error is not None
    assert (error.type, error.line) == ("EOFError", 2)


_BITE = "    def {0}(self, *a):\n        print('bitten by {0}')\n        raise KeyError\n"
_NAMES = (
    "__repr__ __str__ __eq__ __hash__ __len__ __bool__ __getattr__ __iter__ __getitem__ __index__ __format__".split()
)

VALUES = {
    "methods that print and raise": "class A:\n" + "".join(map(_BITE.format, _NAMES)) + "a = A()\nb = [a, {1: a}]\n",
    "methods that never end": "class A:\n    def __repr__(self):\n        while True: pass\n    __len__ = __bool__ = __repr__\na = A()\n",
    "a class that raises for everything": (
        "class M(type):\n    def __getattribute__(c, n): raise KeyError\n    def __eq__(c, o): raise KeyError\n"
        "    def __hash__(c): raise KeyError\n    def __instancecheck__(c, o): raise KeyError\n"
        "class A(metaclass=M): pass\na = A()\nb = [a]\n"
    ),
    "a lying list": "class L(list):\n    def __len__(self): return 10**9\n    def __iter__(self): raise KeyError\na = L([1])\n",
    "a container in itself": "a = []\na.append(a)\nb = {}\nb['b'] = b\n",
    "integers of many digits": "a = 10**5000\nb = [a, -a]\n",
    "text of all planes": "a = '\\0\\ud800\\U0010ffff\\u202e'\nb = {a: a}\n",
}


@pytest.mark.parametrize("tracer", ["fast", "reference"])
@pytest.mark.parametrize("name", VALUES)
def test_values_are_recorded_without_asking_them(arena: Arena, name: str, tracer: Tracer) -> None:
    recording = arena.contain(VALUES[name] + "c = 1\n", tracer)
    assert (recording.outcome, recording.stdout) == (Outcome.OK, ""), recording.error
    assert recording.state_at(recording.n_events - 1).lookup("c") == 1
