"""The evaluation gives 100% to an endpoint that knows every answer, and 0% to one that is silent or wrong by one."""

import ast
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from recipes.evaluate import main
from recipes.evaluation.answers import find_answer, find_boxed, is_right
from recipes.evaluation.inputs import judge_inputs
from recipes.evaluation.tasks import LETTERS, Task, instruct, read_benchmark, read_release
from tests.publish.factory import make_samples, publish
from tracepile.settings import Settings
from tracepile.store import Store

ITEMS: dict[str, list[dict[str, Any]]] = {
    "cruxeval": [
        {
            "id": "sample_0",
            "prompt": "def f(xs):\n    return sorted(xs)",
            "input": "[3, 1]",
            "output": "[1, 3]",
            "entry_point": "f",
        },
        {
            "id": "sample_1",
            "prompt": "def f(s, n):\n    return s * n",
            "input": "'ab', 2",
            "output": "'abab'",
            "entry_point": "f",
        },
    ],
    "gsm8k": [
        {"id": "test/0", "prompt": "How many eggs?", "solution": "2*3=<<2*3=6>>6\n#### 6"},
        {"id": "test/1", "prompt": "How much money?", "solution": "so\n#### 70,000"},
    ],
    "math": [
        {"id": "test/0", "prompt": "Add.", "solution": "It is $\\boxed{2}$.", "subject": "Algebra"},
        {"id": "test/1", "prompt": "Divide.", "solution": "So $x=\\boxed{\\dfrac{9}{7}}$.", "subject": "Algebra"},
    ],
    "mmlu": [{"id": "test/0", "prompt": "Which?", "solution": "4", "choices": ["0", "4", "2", "6"]}],
}
INPUTS = {"sample_0/input": "[1, 3]", "sample_1/input": "'abab', 1"}  # not those of the items, and right all the same


@pytest.fixture
def benchmarks(tmp_path: Path) -> list[Path]:
    for name, items in ITEMS.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "items.jsonl").write_text("".join(json.dumps(item) + "\n" for item in items))
    return [tmp_path / name for name in ITEMS]


@pytest.fixture
def release(store: Store, settings: Settings) -> Path:
    return Path(store.objects.location(publish(store, settings, make_samples(60)).prefix))


def answer_rightly(task: Task) -> str:
    if task.form == "input":
        return INPUTS[task.id]
    return task.gold


def answer_wrong_by_one(task: Task) -> str:
    if task.form == "input":
        return INPUTS[task.id].replace("[1, 3]", "[1, 4]").replace("1", "2") + " "
    if task.form == "letter":
        return LETTERS[LETTERS.index(task.gold) + 1]
    if task.form == "math":
        return task.gold + "+1"
    value = ast.literal_eval(task.gold.replace(",", "") if task.form == "number" else task.gold)
    if isinstance(value, int | float):
        return repr(value + 1)
    return repr([*value, 1]) if isinstance(value, list) else repr(value + "a")


def say(answer: str, form: str) -> str:
    ending = f"$\\boxed{{{answer}}}$" if form == "math" else f"**Answer:** `{answer}`"
    return f"First 1 becomes 2. Then A is chosen, so it is 3.\n{ending}"


@contextmanager
def serve(reply: Callable[[str], tuple[int, str | None]]) -> Iterator[str]:
    """An endpoint that answers a prompt as told: the status and the text."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            status, text = reply(body["messages"][0]["content"])
            message = {"choices": [{"message": {"content": text}, "finish_reason": "stop"}]}
            data = json.dumps(message).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def run(url: str, release: Path, benchmarks: list[Path], tmp_path: Path) -> list[dict[str, Any]]:
    out = tmp_path / "figures.json"
    arguments = ["--url", url, "--model", "m", "--release", str(release), "--json", str(out)]
    arguments += [part for folder in benchmarks for part in ("--benchmark", str(folder))]
    assert main(arguments) == 0
    return list(json.loads(out.read_text())["rows"])


@pytest.mark.parametrize(
    ("answer", "share"), [(answer_rightly, 1.0), (answer_wrong_by_one, 0.0), (lambda task: None, 0.0)]
)
def test_an_oracle_has_all_right_and_a_silent_or_wrong_one_nothing(
    release: Path, benchmarks: list[Path], tmp_path: Path, answer: Callable[[Task], str | None], share: float
) -> None:
    tasks = [*read_release(release), *(task for folder in benchmarks for task in read_benchmark(folder))]
    by_prompt = {instruct(task, with_steps=way): task for task in tasks for way in (True, False)}

    def reply(prompt: str) -> tuple[int, str | None]:
        task = by_prompt[prompt]
        said = answer(task)
        return 200, "" if said is None else say(said, task.form)

    with serve(reply) as url:
        rows = run(url, release, benchmarks, tmp_path)
    assert {row["suite"] for row in rows} == {"release", *ITEMS}
    assert {row["prompting"] for row in rows} == {"coe", "direct"}
    assert sum(row["n"] for row in rows) == 2 * len(tasks)
    assert {row["share"] for row in rows} == {share}, rows


def test_a_busy_endpoint_is_asked_again_and_a_bad_prompt_is_not(benchmarks: list[Path], tmp_path: Path) -> None:
    asked: list[str] = []

    def reply(prompt: str) -> tuple[int, str | None]:
        asked.append(prompt)
        if "money" in prompt:
            return 400, None
        return (503, None) if asked.count(prompt) == 1 else (200, "**Answer:** 6")

    out = tmp_path / "figures.json"
    with serve(reply) as url:
        folder = str(benchmarks[1])
        arguments = ["--url", url, "--model", "m", "--benchmark", folder, "--prompting", "direct", "--json", str(out)]
        assert main(arguments) == 0
    [row] = json.loads(out.read_text())["rows"]
    assert (row["n"], row["n_answered"], row["n_right"]) == (2, 1, 1)
    assert len(asked) == 3


def test_what_cannot_be_asked_is_said_in_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--url", "http://127.0.0.1:9", "--model", "m"]) == 2
    assert main(["--url", "http://127.0.0.1:9", "--model", "m", "--release", str(tmp_path)]) == 2
    assert main(["--url", "http://127.0.0.1:9", "--model", "m", "--benchmark", str(tmp_path / "x")]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 3


@pytest.mark.parametrize(
    ("reply", "form", "answer"),
    [
        ("so\n**Answer:** `[1, 2]`", "literal", "[1, 2]"),
        ("Answer: 3\nno,\nAnswer: 4", "literal", "4"),
        ("it is 3", "literal", None),
        ("so\n**Answer:**\n```\n3\n4 6\n```", "literal", "3\n4 6"),
        ("**Answer:**\n```\n3\n```\nno,\n**Answer:** `4`", "literal", "4"),
        ("it prints nothing.\n**Answer:** (no output)", "literal", ""),
        ("first 12, then $1,200.50", "number", "1200.50"),
        ("**Answer:** 7 apples", "number", "7"),
        ("none", "number", None),
        ("\\boxed{1} and \\boxed{\\frac{1}{2}}", "math", "\\frac{1}{2}"),
        ("A cat.\n**Answer:** C", "letter", "C"),
        ("A cat.", "letter", None),
    ],
)
def test_answers_are_found(reply: str, form: str, answer: str | None) -> None:
    assert find_answer(reply, form) == answer


@pytest.mark.parametrize(
    ("answer", "gold", "form", "expected"),
    [
        ("[1,2]", "[1, 2]", "literal", True),
        ('"a"', "'a'", "literal", True),
        ("1", "True", "literal", False),
        ("1.0", "1", "literal", False),
        ("[True]", "[1]", "literal", False),
        ("{2, 1}", "{1, 2}", "literal", True),
        ("3\n4 6", "3\n4 6\n", "literal", True),
        ("3\n4  6", "3\n4 6\n", "literal", False),
        ("70000", "70,000", "number", True),
        ("70001", "70,000", "number", False),
        ("\\frac{9}{7}", "\\dfrac{9}{7}", "math", True),
        ("\\frac97", "\\dfrac{9}{7}", "math", True),
        ("9/8", "9/7", "math", False),
    ],
)
def test_answers_are_compared_with_their_types(answer: str, gold: str, form: str, expected: bool) -> None:
    assert is_right(answer, gold, form) is expected


def test_predicted_inputs_are_judged_by_what_the_program_returns() -> None:
    code = "def f(a, b):\n    return a + b\n"
    one = Task("1", "release", "coe_input/input_prediction", "", "(1, 4)", "input", code, "f", "f(1, 4)")
    square = Task(
        "2", "release", "coe_input/input_prediction", "", "3", "input", "def f(a):\n    return a * a\n", "f", "f(3)"
    )
    answers = ["(2, 3)", "(2, 4)", "5", "-3", "9", None]
    assert judge_inputs([one, one, one, square, square, square], answers) == [True, False, False, True, False, False]


def test_a_box_is_read_to_its_own_brace() -> None:
    assert find_boxed("\\boxed{\\frac{1}{2}} end") == "\\frac{1}{2}"
    assert find_boxed("\\boxed{open") is None
