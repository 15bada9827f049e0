"""Renders the templates: every value is escaped, code is coloured by classes, and no page needs another host."""

import json
import re
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

_IN_BACKTICKS = re.compile(r"(`+) ?(.+?) ?\1(?!`)")
_BRIEF_CHARS = 40
_UNITS = ("B", "KB", "MB", "GB", "TB")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters.update(
        number=lambda value: f"{value:,}",
        size=show_size,
        share=lambda value, whole: f"{value / whole:.1%}" if whole else "–",
        short=lambda text: text[:12],
        code=split_code,
        prose=mark_code,
        pretty=show_json,
        zip=zip,
        brief=pick_brief,
        day=lambda text: datetime.fromisoformat(text).strftime("%Y-%m-%d %H:%M"),
        address=lambda values: urlencode({name: value for name, value in values.items() if value not in (None, "")}),
    )
    return environment


def render(request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """Return a page; templates know `base` (where our pages are), `airflow` (where Airflow's are) and `path`."""
    base = request.scope.get("root_path", "")
    page = _environment().get_template(template)
    text = page.render(
        base=base,
        airflow=base.rpartition("/")[0],
        path=request.url.path.removeprefix(base).strip("/"),
        status=status,
        **values,
    )
    return HTMLResponse(text, status_code=status)


def split_code(text: str) -> list[Markup]:
    """Return the lines of a program, escaped and coloured by classes."""
    shown = highlight(text, PythonLexer(stripnl=False, ensurenl=True), HtmlFormatter(nowrap=True))
    return [Markup(line) for line in shown.removesuffix("\n").split("\n")]  # noqa: S704 Pygments escapes


def mark_code(text: str) -> Markup:
    """Return prose with what stands between backticks as code; everything is escaped, and a list's dash is left out."""
    escaped = str(escape(text.strip().removeprefix("- ")))
    return Markup(_IN_BACKTICKS.sub(r"<code>\2</code>", escaped))  # noqa: S704 escaped before


def pick_brief(row: dict[str, Any]) -> list[tuple[str, str]]:
    """Return what tells a row from others at a glance: its own id, and its first short columns that are no ids."""
    first, *others = row
    plain = [name for name in others if not name.endswith(("_id", "_sha256")) and isinstance(row[name], str | int)]
    names = [first, *plain[:4]] if first.endswith("_id") else [first, "row_id", *plain[:3]]
    return [(name, " ".join(str(row[name]).split())[:_BRIEF_CHARS]) for name in names if row.get(name) is not None]


def show_size(n_bytes: float) -> str:
    """Return a size for people, such as `1.4 MB`."""
    for unit in _UNITS[:-1]:
        if n_bytes < 1000:
            return f"{n_bytes:.0f} {unit}" if unit == "B" else f"{n_bytes:.1f} {unit}"
        n_bytes /= 1000
    return f"{n_bytes:.1f} {_UNITS[-1]}"


def show_json(value: Any) -> str:
    """Return a value, or a JSON text, indented."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            return str(value)
    return json.dumps(value, indent=2, ensure_ascii=False, default=str)
