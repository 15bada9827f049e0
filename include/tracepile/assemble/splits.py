"""Which split a family belongs to: decided by a hash of its group and the seed, so it never depends on other rows."""

from typing import Final

from tracepile.schema import Split, content_id
from tracepile.settings import Settings

_DRAWS: Final = 1 << 32


def assign_split(family_id: str, problem_id: str | None, settings: Settings) -> Split:
    """Return the split of all samples of a family.

    Families that solve one problem (`problem_id`) share a split, so that a model tested on one solution was not
    trained on another. Families of one shape need no rule here: curation keeps one of them.
    """
    draw = int(content_id("split", settings.seed, problem_id or family_id)[:8], 16) / _DRAWS
    if draw < settings.test_share:
        return Split.TEST
    if draw < settings.test_share + settings.validation_share:
        return Split.VALIDATION
    return Split.TRAIN
