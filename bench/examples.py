"""Write docs/examples.md: five narrated programs of each domain, from the seed corpus.

python -m bench.examples [--out docs/examples.md]
"""

import argparse
from pathlib import Path

from bench.verifier import record_seed_corpus
from tracepile.narrate.narrator import NotNarratedError, answer_of, narrate_run
from tracepile.narrate.verify import verify_rationales
from tracepile.schema import content_id

PER_DOMAIN = 5
_LINES = (6, 32)
_CHARS = (900, 2_600)
_HEAD = """# Examples

Five narrated programs of each domain, as the template narrator writes them and the verifier accepts them. The programs
are those of the seed corpus, written for this project. This page is written by `make examples`.
"""


def main() -> None:
    """Narrate the seed corpus and write the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=Path("docs/examples.md"))
    options = parser.parse_args()
    found: dict[str, dict[str, tuple[str, str]]] = {}
    for name, recording in record_seed_corpus(2):
        domain, _, title = name.partition("/")
        case = recording.case
        if title in found.get(domain, {}) or not _LINES[0] <= case.code.count("\n") <= _LINES[1]:
            continue
        key = content_id(case.code, case.call, case.stdin)
        try:
            rationale = narrate_run(recording, trace_id=key)
        except NotNarratedError:
            continue
        is_accepted = verify_rationales(recording, [(rationale, answer_of(recording))])[0].is_accepted
        if is_accepted and _CHARS[0] <= len(rationale.text) <= _CHARS[1]:
            asked = (
                f"What does `{case.call}` return?"
                if case.call
                else f"It reads:\n\n```text\n{(case.stdin or '').strip()}\n```"
            )
            page = (
                f"### {title.replace('_', ' ')}\n\n```python\n{case.code.strip()}\n```\n\n{asked}\n\n{rationale.text}\n"
            )
            found.setdefault(domain, {})[title] = (key, page)
    parts = [_HEAD]
    for domain in sorted(found):
        chosen = sorted(found[domain].values())[:PER_DOMAIN]
        parts += [f"## {domain.capitalize()}\n", *(page for _, page in chosen)]
    options.out.write_text("\n".join(parts), encoding="utf-8")


if __name__ == "__main__":
    main()
