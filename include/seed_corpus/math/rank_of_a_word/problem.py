"""The place of a word among all arrangements of its letters."""

from itertools import permutations

TITLE = "The rank of a word among its anagrams"
ENTRY_POINT = "word_rank"
STATEMENT = """
Write all different arrangements of the letters of `word` (0 to 7 lower-case letters a to z, repetitions allowed) in
alphabetical order and number them from 1. Write `word_rank(word)` that returns the number of `word` itself. The empty
word has rank 1.
"""
TAGS = ("combinatorics", "permutations", "multiset")


def boundary():
    return [("",), ("a",), ("aaaa",), ("abc",), ("cba",), ("banana",), ("zzyyxxw",)]


def generate(rng):
    letters = rng.choice(("abcd", "aelnt", "mnop", "abr", "stuvwx"))
    return ("".join(rng.choice(letters) for _ in range(rng.randint(3, 6))),)


def answer(word):
    return sorted(set(permutations(word))).index(tuple(word)) + 1
