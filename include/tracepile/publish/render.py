"""Renders the templates of this package: Markdown as it is, HTML with everything escaped."""

from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from tracepile.publish.summary import total


@cache
def _environment(is_html: bool) -> Environment:
    environment = Environment(
        loader=PackageLoader("tracepile.publish"),
        autoescape=is_html,  # noqa: S701 (Markdown is no HTML; its cells are escaped by the filter below)
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["number"] = lambda value: f"{value:,}"
    environment.filters["share"] = lambda value, whole: f"{value / whole:.1%}" if whole else "–"
    environment.filters["percent"] = lambda share: "–" if share is None else f"{share:.1%}"
    environment.filters["total"] = total
    environment.filters["cell"] = _escape_cell
    environment.filters["revisions"] = list_revisions
    return environment


def list_revisions(revisions: list[str]) -> str:
    """Return up to three revisions and the number of the others, as text; the manifest has them all."""
    named = ", ".join(revisions[:3]) + (f" and {len(revisions) - 3} more" if len(revisions) > 3 else "")
    return named or "–"


def _escape_cell(value: Any) -> str:
    """Return text that stays within one cell of a Markdown table."""
    return " ".join(str(value).split()).replace("|", "\\|")


def render_text(template: str, **values: Any) -> str:
    """Render a Markdown template; texts from outside go through the filter `cell`."""
    return _environment(False).get_template(template).render(**values)


def render_html(template: str, **values: Any) -> str:
    """Render an HTML template; every value is escaped."""
    return _environment(True).get_template(template).render(**values)
