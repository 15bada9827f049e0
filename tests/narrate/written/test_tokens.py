"""Counting tokens: a named approximation, or a tokenizer's own file."""

from pathlib import Path

import pytest

from tracepile.llm import DeploymentError
from tracepile.narrate.written.tokens import APPROXIMATION, TokenCounter
from tracepile.settings import Settings


def test_the_default_is_a_named_approximation() -> None:
    assert Settings().tokenizer == APPROXIMATION == "approx-chars/3.6@1"
    assert TokenCounter().count("x" * 36) == 10


def test_a_tokenizer_file_is_used_or_the_message_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(DeploymentError, match=r"There is no tokenizer file .*TRACEPILE_TOKENIZER"):
        TokenCounter(str(tmp_path / "tokenizer.json"))
    file = tmp_path / "tokenizer.json"
    file.write_text("{}")
    with pytest.raises(DeploymentError, match=r"package tokenizers|cannot be read"):
        TokenCounter(str(file))
    tokenizers = pytest.importorskip("tokenizers", reason="the package tokenizers is not installed")
    words = tokenizers.Tokenizer(tokenizers.models.WordLevel({"a": 0, "[UNK]": 1}, unk_token="[UNK]"))
    words.pre_tokenizer = tokenizers.pre_tokenizers.Whitespace()
    words.save(str(file))
    assert TokenCounter(str(file)).count("a b a") == 3
