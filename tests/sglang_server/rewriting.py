"""What the test server's model writes when it is asked for a rewritten program, or for free reasoning about a run.

What it does follows from a remark in the program: `# careless` gives a program that behaves otherwise, `# prose` no
program at all, `# copy` the same one; the reasoning about a `# careless` program ends in a wrong answer. Without a
remark both are right: the program's functions become helpers behind functions of their old names.
"""

import ast
import re
from collections.abc import Callable
from typing import Any

_CODE = re.compile(r"```python\n(.*?)\n```", re.DOTALL)


def write_program(body: dict[str, Any]) -> dict[str, Any]:
    """Return a rewritten program for the one in the last message."""
    code = _CODE.findall(body["messages"][-1]["content"])[0]
    if "# prose" in code:
        return {"code": "I would rather use a loop here."}
    if "# copy" in code:
        return {"code": code + "\n\n"}
    if "# careless" in code:
        return {"code": code.replace("+", "-")}
    return {"code": wrap_functions(code)}


def wrap_functions(code: str) -> str:
    """Return the program with each plain function moved behind one that hands its arguments on."""
    lines = [re.sub(r"^def (\w+)\(", r"def \1_helper(", line) for line in code.splitlines()]
    names = [node.name for node in ast.parse(code).body if isinstance(node, ast.FunctionDef)]
    wrappers = "".join(
        f"\n\ndef {name}(*given, **named):\n    return {name}_helper(*given, **named)\n" for name in names
    )
    return "\n".join(lines) + "\n" + wrappers


def reason(body: dict[str, Any]) -> dict[str, Any]:
    """Return reasoning and answer for a question `What does <call> return?` about the program before it."""
    prompt = body["messages"][-1]["content"]
    code = _CODE.findall(prompt)[0]
    call = re.findall(r"What does `(.*)` return\?", prompt)[-1]
    names: dict[str, Any] = {}
    exec(code, names)
    answer = repr(eval(call, names)) + ("0" if "# careless" in code else "")
    return {"reasoning": f"The call goes through the program, which gives {answer}.", "answer": answer}


ANSWERERS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "rewrite_algorithm_swap": write_program,
    "rewrite_restructuring": write_program,
    "free_cot": reason,
}
