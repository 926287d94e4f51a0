"""A GGUF file of a few kilobytes: a Qwen2 of one layer with random weights, a vocabulary of four tokens and a chat template."""

from pathlib import Path

import numpy as np

WIDTH, HIDDEN = 32, 64
TOKENS = ["a", "b", "ab", "<|end|>"]
CHAT_TEMPLATE = "{{ messages[0]['content'] }}<|end|>"


def tiny_gguf(path: Path) -> None:
    """Write the file."""
    import gguf

    writer = gguf.GGUFWriter(path, "qwen2")
    writer.add_name("tiny")
    writer.add_context_length(64)
    writer.add_embedding_length(WIDTH)
    writer.add_feed_forward_length(HIDDEN)
    writer.add_block_count(1)
    writer.add_head_count(2)
    writer.add_head_count_kv(2)
    writer.add_layer_norm_rms_eps(1e-6)
    writer.add_rope_freq_base(10_000.0)
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("qwen2")
    writer.add_token_list(TOKENS)
    writer.add_token_types([1, 1, 1, 3])
    writer.add_token_merges(["a b"])
    writer.add_eos_token_id(3)
    writer.add_bos_token_id(3)
    writer.add_pad_token_id(3)
    writer.add_chat_template(CHAT_TEMPLATE)
    drawn = np.random.default_rng(0)
    for name, shape in _shapes().items():
        writer.add_tensor(name, drawn.normal(size=shape).astype(np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def _shapes() -> dict[str, tuple[int, ...]]:
    layer: dict[str, tuple[int, ...]] = {"attn_norm.weight": (WIDTH,), "ffn_norm.weight": (WIDTH,)}
    layer |= {f"attn_{name}.weight": (WIDTH, WIDTH) for name in ("q", "k", "v", "output")}
    layer |= {f"attn_{name}.bias": (WIDTH,) for name in ("q", "k", "v")}
    layer |= {"ffn_gate.weight": (HIDDEN, WIDTH), "ffn_up.weight": (HIDDEN, WIDTH), "ffn_down.weight": (WIDTH, HIDDEN)}
    ends = {"token_embd.weight": (len(TOKENS), WIDTH), "output_norm.weight": (WIDTH,), "output.weight": (len(TOKENS), WIDTH)}
    return ends | {f"blk.0.{name}": shape for name, shape in layer.items()}
