"""An f-string becomes a call of `format`."""

import ast
from collections.abc import Iterator

from tracepile.rewrite.program import Program, Site


def find(program: Program) -> Iterator[Site]:
    """Yield f-strings without nested formats, on one line."""
    for node in program.nodes:
        if isinstance(node, ast.JoinedStr) and node.lineno == node.end_lineno and len(node.values) > 0:
            text = _format_call(program, node)
            if text is not None:
                yield (program.replace_expr(node, text, is_atom=True),)


def _format_call(program: Program, node: ast.JoinedStr) -> str | None:
    parent = program.parent(node)
    if isinstance(parent, ast.FormattedValue | ast.JoinedStr) or not program.text(node).startswith(("f'", 'f"')):
        return None
    template, values = "", []
    for part in node.values:
        match part:
            case ast.Constant(value=str(text)):
                template += text.replace("{", "{{").replace("}", "}}")
            case ast.FormattedValue(value=value, conversion=conversion, format_spec=spec):
                if spec is None:
                    plain = ""
                elif isinstance(spec, ast.JoinedStr) and all(isinstance(each, ast.Constant) for each in spec.values):
                    plain = "".join(str(each.value) for each in spec.values if isinstance(each, ast.Constant))
                else:
                    return None
                if "{" in plain or "}" in plain:
                    return None
                template += "{" + (f"!{chr(conversion)}" if conversion != -1 else "") + (f":{plain}" if plain else "")
                template += "}"
                values.append(ast.unparse(value))
            case _:
                return None
    return f"{template!r}.format({', '.join(values)})" if values else None
