"""Where a step stands: its statement, and the loops and conditions around it."""

import ast
from collections.abc import Sequence
from dataclasses import dataclass

from tracepile.narrate.carried import targets_of
from tracepile.narrate.conditions import tell_condition
from tracepile.narrate.model import Claim, code
from tracepile.narrate.moment import Clause, Moment
from tracepile.narrate.scene import Scene
from tracepile.narrate.source import LOOPS
from tracepile.narrate.tree import Node
from tracepile.narrate.voice import Voice


@dataclass(frozen=True, slots=True)
class Place:
    """One execution of a statement, with the loop passes and the branches around it, outermost first.

    Passes are numbered from 0; a branch is an `if` with the name of its part. Branches count within the innermost pass.
    """

    node: Node
    passes: tuple[tuple[Node, int], ...]
    branches: tuple[tuple[Node, str], ...]


class Places:
    """The places of all steps of one frame."""

    def __init__(self, scene: Scene, frame: int) -> None:
        self.scene = scene
        self.frame = frame
        self.by_step: dict[int, Place] = {}
        self._add(scene.tree(frame) or [], (), ())

    def _add(
        self, nodes: Sequence[Node], passes: tuple[tuple[Node, int], ...], branches: tuple[tuple[Node, str], ...]
    ) -> None:
        for node in nodes:
            place = Place(node, passes, branches)
            for step in node.heads or [node.first]:
                self.by_step[step] = place
            number = 0
            for part in node.parts:
                inner_passes, inner_branches = passes, branches
                if isinstance(node.stmt, LOOPS) and part.name == "body":
                    inner_passes = (*passes, (node, number))
                    inner_branches = ()
                    number += 1
                elif isinstance(node.stmt, ast.If):
                    inner_branches = (*branches, (node, part.name))
                self._add(part.nodes, inner_passes, inner_branches)

    def find(self, step: int) -> Place | None:
        """Return the place of a step of this frame."""
        return self.by_step.get(step)

    def pass_words(self, place: Place) -> tuple[str, list[Claim]]:
        """Return which loop passes a place is in, `i = 2`, `j = 0`; nothing outside loops."""
        words: list[str] = []
        claims: list[Claim] = []
        for node, number in place.passes:
            moment = Moment(self.scene, node.passes[number].nodes[0].first, self.frame)
            described = [
                each
                for name in targets_of(node.stmt)
                if not name.startswith("_") and (each := moment.described(name, 40)) is not None
            ]
            words += [text for text, _ in described] or [f"pass {number + 1}"]
            claims += [claim for _, each in described for claim in each]
        return ", ".join(words), claims

    def reason(self, place: Place, voice: Voice) -> Clause | None:
        """Return the innermost condition that led to a place, within the innermost pass."""
        if not place.branches:
            return None
        node, part = place.branches[-1]
        assert isinstance(node.stmt, ast.If)
        callees = self.scene.callees(self.frame, node.heads[0], node.parts[-1].nodes[0].first)
        moment = Moment(self.scene, node.heads[0], self.frame, callees)
        return tell_condition(node.stmt.test, moment, part == "body", voice, is_first=False)


def line_words(line: int, scene: Scene) -> str:
    """Return a line of the program as prose names it: line 5, `best = x`."""
    text = scene.source.lines[line - 1].strip().rstrip(":") if 0 < line <= len(scene.source.lines) else ""
    text = text.partition("  #")[0].rstrip()
    return f"line {line} ({code(text)})" if text and len(text) <= 60 else f"line {line}"


def in_pass(words: str) -> str:
    """Return where in its loops something happens: with `i = 2`, in pass 3."""
    return f"in {words}" if words.startswith("pass ") else f"with {words}"
