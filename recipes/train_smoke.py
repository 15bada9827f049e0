"""Train a tiny random model in the three set-ups × three arms, a few steps each, and print one table of losses.

`make train-smoke` runs it on the latest release of the store. It proves that TRL reads a release as it is and that the
losses fall; it says nothing about how good the data is. The set-ups, after arXiv 2510.23629:

- `cpt`: continue-pretraining on the column `text` of the arm;
- `cpt+sft`: the same, then instruction tuning (here on samples of `coe_output`);
- `two-stage`: fine-tuning on the columns `prompt` and `completion` of the arm, then instruction tuning.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

from recipes.training.arms import ARMS, INSTRUCTIONS, PAIR, TEXT, read_rows

SETUPS: Final = ("cpt", "cpt+sft", "two-stage")


def make_tokenizer(texts: Iterable[str]) -> Any:
    """Return a small byte-level BPE tokenizer learned from these texts."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import PreTrainedTokenizerFast

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=1024, special_tokens=["<pad>", "<eos>"], initial_alphabet=pre_tokenizers.ByteLevel.alphabet()
    )
    tokenizer.train_from_iterator(texts, trainer)
    return PreTrainedTokenizerFast(tokenizer_object=tokenizer, pad_token="<pad>", eos_token="<eos>")  # noqa: S106 no secrets


def make_model(tokenizer: Any, seed: int) -> Any:
    """Return a randomly initialised model of about 0.2M parameters."""
    import torch
    from transformers import LlamaConfig, LlamaForCausalLM

    torch.set_num_threads(1)  # for so small a model, more cost time
    torch.manual_seed(seed)
    return LlamaForCausalLM(
        LlamaConfig(
            vocab_size=len(tokenizer),
            hidden_size=64,
            intermediate_size=128,
            num_hidden_layers=2,
            num_attention_heads=4,
            max_position_embeddings=512,
            pad_token_id=tokenizer.pad_token_id,
            eos_token_id=tokenizer.eos_token_id,
        )
    )


def train(model: Any, tokenizer: Any, rows: Sequence[dict[str, str]], *, steps: int, seed: int) -> list[float]:
    """Train in place on rows `{"text"}` or `{"prompt", "completion"}`; return the loss of every step."""
    from datasets import Dataset, disable_progress_bars
    from transformers import PrinterCallback
    from trl import SFTConfig, SFTTrainer

    disable_progress_bars()

    with tempfile.TemporaryDirectory(prefix="train-smoke-") as scratch:
        config = SFTConfig(
            output_dir=scratch,
            max_steps=steps,
            per_device_train_batch_size=4,
            learning_rate=3e-3,
            lr_scheduler_type="constant",
            logging_steps=1,
            save_strategy="no",
            report_to=[],
            max_length=256,
            use_cpu=True,
            bf16=False,
            seed=seed,
            disable_tqdm=True,
        )
        data = Dataset.from_list(list(rows))
        trainer = SFTTrainer(model=model, args=config, train_dataset=data, processing_class=tokenizer)
        trainer.remove_callback(PrinterCallback)
        trainer.train()
    return [entry["loss"] for entry in trainer.state.log_history if "loss" in entry]


def plan_stages(release: Path, setup: str, arm: str) -> list[list[dict[str, str]]]:
    """Return the rows of each stage of a set-up."""
    first = read_rows(release, ARMS[arm], PAIR if setup == "two-stage" else TEXT)
    return [first] if setup == "cpt" else [first, read_rows(release, INSTRUCTIONS, PAIR)]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run all nine; exit with 1 where a loss did not fall."""
    parser = argparse.ArgumentParser(prog="train_smoke", description=__doc__.split("\n")[0])
    parser.add_argument("release", type=Path, help="directory of a release")
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args(arguments)
    texts = [row["text"] for config in (*ARMS.values(), INSTRUCTIONS) for row in read_rows(given.release, config, TEXT)]
    tokenizer = make_tokenizer(texts)
    print(f"{'set-up':<12} {'arm':<8} losses of its stages: mean of the first 3 steps → of the last 3")
    is_good = True
    for setup in SETUPS:
        for arm in ARMS:
            model = make_model(tokenizer, given.seed)
            shown = []
            for rows in plan_stages(given.release, setup, arm):
                losses = train(model, tokenizer, rows, steps=given.steps, seed=given.seed)
                first, last = sum(losses[:3]) / 3, sum(losses[-3:]) / 3
                is_good &= last < first
                shown.append(f"{first:.3f} → {last:.3f}")
            print(f"{setup:<12} {arm:<8} {'   '.join(shown)}", flush=True)
    print("All losses fall." if is_good else "A loss did not fall.")
    return 0 if is_good else 1


if __name__ == "__main__":
    sys.exit(main())
