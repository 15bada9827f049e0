"""Which rows each control arm gets: the same families in all of them, and as nearly as can be the same tokens."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from tracepile.schema import DerivedConfig


@dataclass(frozen=True, slots=True)
class Draft:
    """A row that an arm could have: the place of its sample in the table, and how many tokens the row would have.

    group: what an arm is mixed of; the rows of a family take turns over it.
    """

    arm: DerivedConfig
    at: int
    family_id: str
    sample_id: str
    n_tokens: int
    group: str = ""


Ranked: TypeAlias = list[tuple[int, str, Draft]]


@dataclass(slots=True)
class _Family:
    """The rows of one family by arm, each list in the order in which they are taken."""

    rows: dict[DerivedConfig, Ranked] = field(default_factory=lambda: defaultdict(list))

    def slack(self, arms: Iterable[DerivedConfig]) -> int:
        """Return how many tokens the arm with the fewest has beyond what the arm with the longest rows needs."""
        totals = [sum(draft.n_tokens for *_, draft in self.rows[arm]) for arm in arms]
        least = [min(draft.n_tokens for *_, draft in self.rows[arm]) for arm in arms]
        return min(totals) - max(least)


def draw_families(families: Iterable[str], seed: int, most: int) -> set[str]:
    """Return at most so many families, chosen by a draw of each."""
    return set(sorted(set(families), key=lambda name: _draw(seed, name))[:most])


def match_budgets(drafts: Sequence[Draft], seed: int) -> list[Draft]:
    """Return the rows of all arms, given the rows that they could have.

    Every arm has a row of every family that stays, and the tokens of the arms differ by less than a row. The budget is
    what the arm with the fewest tokens has. Families that have no row in some arm are left out, and then those whose
    shortest row in one arm is longer than all their rows in another, as far as the others do not make up for them.
    """
    arms = list(dict.fromkeys(draft.arm for draft in drafts))
    families = _rank(drafts, seed)
    whole = {name: family for name, family in families.items() if all(family.rows.get(arm) for arm in arms)}
    stay = {name: whole[name] for name in _balance({name: family.slack(arms) for name, family in whole.items()})}
    if not stay:
        return []
    budget = min(sum(draft.n_tokens for family in stay.values() for *_, draft in family.rows[arm]) for arm in arms)
    return [draft for arm in arms for draft in _fill([family.rows[arm] for family in stay.values()], budget)]


def _draw(seed: int, name: str) -> str:
    return hashlib.sha256(f"{seed}|{name}".encode()).hexdigest()


def _rank(rows: Sequence[Draft], seed: int) -> dict[str, _Family]:
    """Give every row its turn within its family, arm and group; the draw decides within a turn."""
    turns: dict[tuple[str, str, str], int] = defaultdict(int)
    families: dict[str, _Family] = defaultdict(_Family)
    for draw, draft in sorted(((_draw(seed, row.sample_id), row) for row in rows), key=lambda pair: pair[0]):
        place = (draft.family_id, str(draft.arm), draft.group)
        turns[place] += 1
        families[draft.family_id].rows[draft.arm].append((turns[place], draw, draft))
    for family in families.values():
        for ranked in family.rows.values():
            ranked.sort(key=lambda entry: entry[:2])
    return families


def _balance(slacks: Mapping[str, int]) -> list[str]:
    """Return the most families whose slacks do not sum up to less than nothing, in the order of their names."""
    kept = sorted(slacks, key=lambda name: (slacks[name], name))
    total = sum(slacks.values())
    dropped = 0
    while total < 0:
        total -= slacks[kept[dropped]]
        dropped += 1
    return sorted(kept[dropped:])


def _fill(families: Sequence[Ranked], budget: int) -> list[Draft]:
    """Return one row of each family and as many more as the budget takes, turn by turn."""
    picks = [ranked[0] for ranked in families]
    spent = sum(draft.n_tokens for *_, draft in picks)
    shortest = [min(ranked, key=lambda entry: (entry[2].n_tokens, entry[:2])) for ranked in families]
    savings = [pick[2].n_tokens - short[2].n_tokens for pick, short in zip(picks, shortest, strict=True)]
    for place in sorted(range(len(families)), key=lambda place: (-savings[place], place)):
        if spent <= budget:
            break
        picks[place] = shortest[place]
        spent -= savings[place]
    taken = {draft.sample_id for *_, draft in picks}
    rest = sorted((entry for ranked in families for entry in ranked), key=lambda entry: entry[:2])
    for *_, draft in rest:
        if draft.sample_id not in taken and spent + draft.n_tokens <= budget:
            taken.add(draft.sample_id)
            spent += draft.n_tokens
    return [draft for *_, draft in rest if draft.sample_id in taken]
