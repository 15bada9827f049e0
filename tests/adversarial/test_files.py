"""Programs that want files that are not theirs, or leave files that nobody wants."""

import pytest

from tests.adversarial.conftest import Arena
from tracepile.execution.model import Outcome

pytestmark = pytest.mark.adversarial

REFUSED = {
    "reads a file": "print(open('/etc/passwd').read())",
    "reads a file as code": "import io\nprint(io.open_code('/etc/passwd').read())",
    "reads a file without buffer": "import io\nprint(io.FileIO('/etc/passwd').read())",
    "reads a file by an opener": "import os\nopen('x', opener=lambda p, f: os.open('/etc/passwd', os.O_RDONLY)).read()",
    "hides the refusal": "try: open('/etc/passwd')\nexcept BaseException: print('nothing here')",
    "climbs out of its directory": "print(open('../etc/passwd').read())",
    "climbs out by a descriptor": (
        "import os\nd = os.open('.', os.O_RDONLY)\nos.open('../etc/passwd', os.O_RDONLY, dir_fd=d)"
    ),
    "lists a directory": "import os\nprint(os.listdir('/'))",
    "walks the disk": "import os\nprint(sum(1 for _ in os.walk('/')))",
    "globs": "import pathlib\nprint(list(pathlib.Path('/etc').glob('*')))",
    "reads its own memory map": "print(open('/proc/self/maps').read())",
    "writes its own memory": "open('/proc/self/mem', 'r+b')",
    "writes its own memory by the module beneath": "import posix\nposix.open('/proc/self/mem', posix.O_RDWR)",
    "reads the environment of its parent": "import os\nopen(f'/proc/{os.getppid()}/environ')",
    "writes outside": "open('/var/tmp/hostile', 'w').write('x')",
    "writes to the library": "import os\nopen(os.__file__, 'a').write('x')",
    "makes a directory outside": "import os\nos.mkdir('/var/tmp/hostile')",
    "removes a file outside": "import os\nos.remove('/etc/hostname')",
    "renames into the outside": "import os\nopen('a', 'w')\nos.rename('a', '/var/tmp/a')",
    "links from the outside": "import os\nos.link('/etc/passwd', 'p')",
    "follows a link of its own": "import os\nos.symlink('/etc/passwd', 'link')\nprint(open('link').read())",
    "lists through a link of its own": "import os\nos.symlink('/etc', 'link')\nprint(os.listdir('link'))",
    "writes through a link of its own": "import os\nos.symlink('/var/tmp', 'link')\nopen('link/hostile', 'w')",
    "makes a device": "import os\nos.mknod('d')",
    "makes a pipe with a name": "import os\nos.mkfifo('p')",
    "changes a mode": "import os\nos.chmod('/etc/hostname', 0o777)",
    "changes an owner": "import os\nopen('f', 'w')\nos.chown('f', 0, 0)",
    "changes a time": "import os\nopen('f', 'w')\nos.utime('f', (1, 1))",
    "changes its own input": "import os\nos.write(0, b'x')",
    "changes its root": "import os\nos.chroot('.')",
}


@pytest.mark.parametrize("name", REFUSED)
def test_is_refused(arena: Arena, name: str) -> None:
    recording = arena.contain(REFUSED[name])
    assert recording.outcome is Outcome.REFUSED, recording.error
    assert "root" not in recording.stdout


@pytest.mark.parametrize("path", ["/etc/passwd", "/var/tmp/hostile.db"])
def test_database_files_outside_stay_shut(arena: Arena, path: str) -> None:
    recording = arena.contain(f"import sqlite3\nsqlite3.connect({path!r}).execute('create table t(x)')")
    assert (recording.outcome, recording.stdout) == (Outcome.EXCEPTION, "")


FILLING = {
    "large files": "for i in range(10**6):\n    open(f'f{i}', 'wb').write(bytes(10**7))",
    "many files": "for i in range(10**6):\n    open(f'f{i}', 'wb').close()",
    "open files": "files = []\nwhile True: files.append(open(f'f{len(files)}', 'w'))",
    "deep directories": "import os\nwhile True:\n    os.mkdir('d')\n    os.chdir('d')",
    "wide and deep directories": (
        "import os\nfor i in range(30):\n    os.makedirs(f'{i}/{i}/{i}', 0o300)\n    open(f'{i}/{i}/f', 'w')\nraise OSError"
    ),
    "names that are no text": "import os\nfor i in range(1, 256):\n    if i != 47: os.mkdir(b'%c' % i + b'\\xff')\nraise OSError",
}


@pytest.mark.parametrize("name", FILLING)
def test_what_fills_the_directory_is_gone(arena: Arena, name: str) -> None:
    recording = arena.contain(FILLING[name], "none")
    assert recording.outcome in {
        Outcome.EXCEPTION,
        Outcome.REFUSED,  # asked for the name of a place too deep to have one
        Outcome.TIME_LIMIT,
        Outcome.MEMORY_LIMIT,
    }


def test_nothing_of_one_program_reaches_the_next(arena: Arena) -> None:
    leak = (
        "import builtins, os, sys, math, random\nbuiltins.leak = 1\nmath.pi = 3\nos.environ['LEAK'] = '1'\n"
        "sys.setrecursionlimit(50000)\nsys.path.append('leak')\nrandom.seed(1)\nopen('leak', 'w').write('x')\n"
        "import colorsys\nprint(1)"
    )
    look = (
        "import builtins, os, sys, math\nprint(hasattr(builtins, 'leak'), math.pi > 3.1, 'LEAK' in os.environ,\n"
        "sys.getrecursionlimit(), 'leak' in sys.path, os.listdir(), 'colorsys' in sys.modules)"
    )
    assert arena.run(leak).outcome is Outcome.OK
    assert arena.run(look).stdout == "False True False 1000 False [] False\n"
