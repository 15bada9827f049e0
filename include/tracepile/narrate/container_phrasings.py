"""What methods and library functions do to a container, in several ways (see `phrasings`).

{owner} is the container; {0} and {1} are arguments.
"""

from typing import Final

METHODS: Final[dict[str, tuple[str, ...]]] = {
    "append": (
        "{0} is appended to {owner}",
        "{owner} gets {0} at its end",
        "{0} goes to the end of {owner}",
        "{0} is added at the end of {owner}",
        "{0} joins the end of {owner}",
    ),
    "appendleft": (
        "{0} is put in front of {owner}",
        "{owner} gets {0} at its front",
        "{0} goes to the front of {owner}",
        "{0} is added at the front of {owner}",
        "{0} joins the front of {owner}",
    ),
    "add": (
        "{0} is added to {owner}",
        "{0} joins the set {owner}",
        "{0} is put into {owner}",
        "{0} goes into the set {owner}",
        "{0} becomes a member of {owner}",
    ),
    "extend": (
        "{owner} is extended by {0}",
        "the elements of {0} go to the end of {owner}",
        "{owner} gets the elements of {0} at its end",
        "{owner} is lengthened by {0}",
        "the elements of {0} are appended to {owner}",
    ),
    "extendleft": (
        "{owner} is extended on the left by {0}",
        "the elements of {0} go one by one to the front of {owner}",
        "{owner} gets the elements of {0} one by one at its front",
        "the elements of {0} are put in front of {owner} one by one",
        "{owner} is lengthened on the left by {0}",
    ),
    "insert": (
        "{1} is inserted into {owner} at index {0}",
        "{1} goes into {owner} at index {0}",
        "{owner} gets {1} at index {0}",
        "at index {0} of {owner}, {1} is inserted",
        "{1} is put into {owner} at index {0}",
    ),
    "remove": (
        "{0} is removed from {owner}",
        "{0} is taken out of {owner}",
        "{owner} loses {0}",
        "{0} is struck from {owner}",
        "{0} leaves {owner}",
    ),
    "discard": (
        "{0} is discarded from {owner}",
        "{0} is taken out of {owner} if it is there",
        "{0} is removed from {owner} if it is there",
        "if {owner} has {0}, it is taken out",
        "{owner} drops {0} if it is there",
    ),
    "update": (
        "{owner} is updated with {0}",
        "what {0} holds goes into {owner}",
        "{owner} takes in {0}",
        "{0} is merged into {owner}",
        "{owner} is brought up to date with {0}",
    ),
    "sort": (
        "{owner} is sorted{how}",
        "{owner} is put into order{how}",
        "{owner} is arranged in order{how}",
        "the elements of {owner} are sorted{how}",
        "the elements of {owner} are put into order{how}",
    ),
    "reverse": (
        "{owner} is reversed",
        "{owner} is turned round",
        "the order of {owner} is reversed",
        "the elements of {owner} are reversed",
        "{owner} is put into the opposite order",
    ),
    "clear": (
        "{owner} is cleared",
        "{owner} is emptied",
        "everything is removed from {owner}",
        "all elements are taken out of {owner}",
        "{owner} loses all it holds",
    ),
    "setdefault": (
        "{owner} gets the key {0} with {1} unless it is there already",
        "unless {owner} has the key {0}, it gets it with {1}",
        "the key {0} is put into {owner} with {1} if it is missing",
        "{owner} is given the key {0} with {1} if it lacks it",
        "if the key {0} is missing from {owner}, it is set to {1}",
    ),
    "rotate": (
        "{owner} is rotated{how}",
        "the elements of {owner} are rotated{how}",
        "{owner} is turned in a circle{how}",
        "the elements of {owner} move round{how}",
        "{owner} is shifted in a circle{how}",
    ),
    "intersection_update": (
        "{owner} keeps only what is also in {0}",
        "{owner} is cut down to what is also in {0}",
        "what is not in {0} is removed from {owner}",
        "only what {0} holds too stays in {owner}",
        "{owner} is reduced to its common elements with {0}",
    ),
    "difference_update": (
        "what is in {0} is removed from {owner}",
        "{owner} loses what is in {0}",
        "{owner} keeps only what is not in {0}",
        "the elements of {0} are taken out of {owner}",
        "{owner} is reduced by what {0} holds",
    ),
    "symmetric_difference_update": (
        "{owner} keeps what is in just one of {owner} and {0}",
        "what {owner} and {0} share is removed, and the rest of {0} is added",
        "{owner} becomes its symmetric difference with {0}",
        "the elements of {0} are switched in {owner}",
        "each element of {0} enters {owner} or leaves it",
    ),
    "subtract": (
        "the counts of {0} are subtracted from {owner}",
        "{owner} loses the counts of {0}",
        "{owner} is lowered by the counts of {0}",
        "the counts of {0} are taken off those of {owner}",
        "the counts in {owner} go down by those of {0}",
    ),
    "move_to_end": (
        "the key {0} of {owner} moves to the end",
        "in {owner}, the key {0} goes to the end",
        "{owner} gets its key {0} at the end",
        "the key {0} becomes the last one of {owner}",
        "the entry {0} of {owner} moves to its end",
    ),
}
"""Methods that change the container they belong to."""

FUNCTIONS: Final[dict[str, tuple[str, ...]]] = {
    "heappush": (
        "{1} is pushed onto the heap {owner}",
        "{1} goes onto the heap {owner}",
        "the heap {owner} gets {1}",
        "{1} is put onto the heap {owner}",
        "{1} enters the heap {owner}",
    ),
    "heapify": (
        "{owner} is arranged as a heap",
        "{owner} is made a heap",
        "the elements of {owner} are arranged as a heap",
        "{owner} is put into heap order",
        "{owner} is turned into a heap",
    ),
    "insort": (
        "{1} is inserted into the sorted list {owner}",
        "{1} goes to its place in the sorted list {owner}",
        "the sorted list {owner} gets {1} in its place",
        "{1} is put where it belongs in the sorted list {owner}",
        "{1} is filed into the sorted list {owner}",
    ),
    "shuffle": (
        "{owner} is shuffled",
        "the elements of {owner} are shuffled",
        "{owner} is put into a random order",
        "{owner} is mixed",
        "the order of {owner} is mixed",
    ),
}
"""Library functions that change their first argument."""

REMOVALS: Final[dict[str, tuple[str, ...]]] = {
    "take": (
        "{target} takes {what} {owner}, {value}{left}",
        "{target} gets {what} {owner}, {value}{left}",
        "{what} {owner}, {value}, is taken out into {target}{left}",
        "{what} {owner}, {value}, goes to {target}{left}",
        "{target} becomes {what} {owner}, {value}{left}",
    ),
    "take_parts": (
        "{what} {owner} is taken out{left}, and gives {now}",
        "taking out {what} {owner} gives {now}{left}",
        "{what} {owner} is taken out as {now}{left}",
        "from {what} {owner}, which is taken out, we get {now}{left}",
        "{what} {owner} comes out and is unpacked into {now}{left}",
    ),
    "drop": (
        "{what} {owner}{value} is removed{left}",
        "{what} {owner}{value} is taken out{left}",
        "{what} {owner}{value} is dropped{left}",
        "{what} {owner}{value} is taken away{left}",
        "{what} {owner}{value} goes away{left}",
    ),
    "left": (
        ", which leaves {pair}",
        ", leaving {pair}",
        "; what is left is {pair}",
        ", after which {pair}",
        ", so that {pair}",
    ),
    "left_empty": (
        ", which leaves {owner} empty",
        ", leaving {owner} empty",
        ", so that {owner} is empty",
        ", after which {owner} is empty",
        ", and {owner} is empty then",
    ),
}
"""Elements taken out of a container."""

EFFECTS: Final[dict[str, tuple[str, ...]]] = {
    "makes": (
        ", which makes {name} {value}",
        ", giving {pair}",
        ", which gives {pair}",
        ", and {name} is now {value}",
        ", so that now {pair}",
    ),
    "makes_empty": (
        ", which leaves {name} empty",
        ", and {name} holds nothing then",
        ", and {name} is empty now",
        ", leaving {name} empty",
        ", after which {name} is empty",
    ),
    "makes_size": (
        ", which now has {size}",
        ", bringing it to {size}",
        ", and then it has {size}",
        ", and it has {size} now",
        ", after which it has {size}",
    ),
    "changes_nothing": (
        ", which changes nothing",
        ", without any change",
        ", but nothing changes by that",
        ", which leaves it as it is",
        ", and that has no effect",
    ),
}
"""What a change leaves behind."""
