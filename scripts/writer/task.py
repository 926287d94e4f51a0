"""Train a LoRA adapter on the answers that passed every check: cross-entropy of the answer, given the request.

A list of replacements is drawn anew in each pass, by the likelihood that the larger model gives them, so that the small model learns what
is plausible and not an order. Where fewer replacements are known than a request asks for, the end of the list is not learnt.
"""

import hashlib
import math
import random
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import torch
from more_itertools import chunked

from hardneg.models.registry import MODELS
from hardneg.models.resolve import LANGUAGE_MODEL, resolve
from hardneg.rewrite.writer.request import compact, question_of
from hardneg.seeding import weighted_keys
from scripts.writer.teach import rows_of

IGNORED = -100
"""The label of a token that is not learnt."""
TEMPERATURE = 3.0
"""Nats by which a replacement must be likelier to be drawn e times as often."""
KEPT = 0.85
"""Share of a caption's items in one pass, so that other combinations are seen."""
HELD_OUT = 0.08
MODULES = ("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj")


class Example(NamedTuple):
    """Hold the tokens of a request and its answer, and the labels of those that are learnt."""

    tokens: list[int]
    labels: list[int]


class Network(torch.nn.Module):
    """Compute the loss on the learnt tokens alone: scores over the vocabulary for all others would take most of the memory."""

    def __init__(self, adapted: Any) -> None:
        super().__init__()
        self.adapted = adapted

    def forward(self, batch: Mapping[str, torch.Tensor]) -> torch.Tensor:
        """Return the mean cross-entropy."""
        inner = self.adapted.base_model.model
        states = inner.model(input_ids=batch["input_ids"], attention_mask=batch["attention_mask"]).last_hidden_state
        labels = batch["labels"][:, 1:]
        learnt = labels != IGNORED
        return torch.nn.functional.cross_entropy(inner.lm_head(states[:, :-1][learnt]).float(), labels[learnt])


class WriterTask:
    """Train an adapter of `rank` for a model on a file of answers (`scripts.writer.teach`)."""

    name = "writer"

    def __init__(self, answers: Path, model: str, system: str, rank: int, proposals: int, batch_size: int = 16, seed: int = 0) -> None:
        self.answers, self.base, self.system, self.rank, self.proposals = answers, model, system, rank, proposals
        self.batch_size, self.seed = batch_size, seed
        self._rows: list[dict[str, Any]] | None = None
        self._held_out: list[dict[str, Any]] = []
        self._tokenizer: Any = None

    def __repr__(self) -> str:
        """Return everything that the result depends on, which identifies the run."""
        data = hashlib.sha256(self.answers.read_bytes()).hexdigest()[:12]
        return f"WriterTask({data}, {self.base}, {self.system!r}, {self.rank}, {self.proposals}, {self.batch_size}, {self.seed})"

    def model(self) -> torch.nn.Module:
        """Return the model with an adapter that changes nothing yet."""
        from peft import LoraConfig, get_peft_model
        from transformers import AutoModelForCausalLM

        torch.manual_seed(self.seed)
        base = AutoModelForCausalLM.from_pretrained(resolve(self.base, LANGUAGE_MODEL).source, dtype=torch.bfloat16)
        base.config.use_cache = False
        base.gradient_checkpointing_enable({"use_reentrant": False})  # 10 GB without, since a batch has 2,000 tokens
        lora = LoraConfig(r=self.rank, lora_alpha=2 * self.rank, lora_dropout=0.05, target_modules=list(MODULES), task_type="CAUSAL_LM")
        return Network(get_peft_model(base, lora))

    def batch(self, step: int, rank: int, world: int) -> dict[str, torch.Tensor]:
        """Return requests of similar length; each pass draws other items and replacements."""
        rows = self._load()
        epoch, place = divmod(step, max(1, len(rows) // self.batch_size))
        rng = random.Random(self.seed * 1000 + epoch)
        order = sorted(range(len(rows)), key=lambda i: len(rows[i]["items"]) + rng.random())
        batches = [each for each in chunked(order, self.batch_size) if len(each) == self.batch_size] or [order]
        rng.shuffle(batches)
        return self._tensors([self.example(rows[i], epoch) for i in batches[place % len(batches)][rank::world]])

    def loss(self, model: torch.nn.Module, batch: dict[str, torch.Tensor]) -> tuple[torch.Tensor, Mapping[str, float]]:
        """Return the cross-entropy of the answers."""
        device = next(model.parameters()).device
        return model({name: tensor.to(device) for name, tensor in batch.items()}), {}

    def evaluate(self, model: torch.nn.Module) -> Mapping[str, float]:
        """Return the cross-entropy on held-out captions; the score is its negative."""
        self._load()
        device = next(model.parameters()).device
        losses, counts = [], []
        with torch.autocast(device.type, torch.bfloat16):
            for some in chunked(self._held_out, self.batch_size):
                batch = self._tensors([self.example(row, 0) for row in some])
                counts.append(int((batch["labels"] != IGNORED).sum()))
                losses.append(float(model({name: tensor.to(device) for name, tensor in batch.items()})))
        mean = sum(loss * count for loss, count in zip(losses, counts, strict=True)) / max(1, sum(counts))
        return {"score": -mean, "loss": mean}

    def save(self, model: torch.nn.Module, folder: Path) -> None:
        """Write a folder in the form of `peft`, in half precision."""
        from peft import get_peft_model_state_dict
        from safetensors.torch import save_file

        adapted: Any = model.adapted
        tensors = {name: value.detach().to(torch.bfloat16).contiguous() for name, value in get_peft_model_state_dict(adapted).items()}
        folder.mkdir(parents=True, exist_ok=True)
        save_file(tensors, folder / "adapter_model.safetensors")
        config = adapted.peft_config["default"]
        config.base_model_name_or_path = MODELS[self.base].repo if self.base in MODELS else self.base
        config.inference_mode = True
        config.save_pretrained(str(folder))

    def example(self, row: Mapping[str, Any], epoch: int) -> Example:
        """Return one drawing of a row: the tokens of the chat, of which those of the answer are learnt."""
        rng = random.Random(f"{self.seed} {epoch} {row['caption']}")
        items = [item for item in row["items"] if rng.random() < KEPT] or list(row["items"])[:1]
        drawn = [(item, self._drawn(item, rng)) for item in items]
        question = question_of(row["caption"], [item["line"] for item in items])
        messages = [{"role": "system", "content": self.system}, {"role": "user", "content": question}]
        request = self._tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=True)
        answer = compact([answered for _, answered in drawn]) + self._tokenizer.eos_token
        encoded = self._tokenizer(answer, add_special_tokens=False, return_offsets_mapping=True)
        before = self._tokenizer(request, add_special_tokens=False).input_ids
        unlearnt = self._ends(answer, drawn)
        labels = [
            IGNORED if any(start < last and first < end for first, last in unlearnt) else token
            for token, (start, end) in zip(encoded.input_ids, encoded.offset_mapping, strict=True)
        ]
        return Example([*before, *encoded.input_ids], [IGNORED] * len(before) + labels)

    def _drawn(self, item: Mapping[str, Any], rng: random.Random) -> dict[str, Any]:
        if "rewrite" in item:
            return {"family": item["family"], "rewrite": item["rewrite"]}
        weights = [math.exp(-max(gap, 0.0) / TEMPERATURE) + 1e-9 for _, gap, _ in item["with"]]
        order = sorted(zip(weighted_keys(weights, rng), item["with"], strict=True))
        return {"family": item["family"], "replace": item["replace"], "with": [word for _, (word, _, _) in order[: self.proposals]]}

    def _ends(self, answer: str, drawn: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]]) -> list[tuple[int, int]]:
        """Return where lists end that are shorter than asked for."""
        lists = re.finditer(r'"\]\}', answer)
        short = [len(answered["with"]) < self.proposals for _, answered in drawn if "with" in answered]
        return [found.span() for found, is_short in zip(lists, short, strict=True) if is_short]

    def _tensors(self, examples: Sequence[Example]) -> dict[str, torch.Tensor]:
        longest = max(len(each.tokens) for each in examples)
        padded = [
            (each.tokens + [0] * (longest - len(each.tokens)), each.labels + [IGNORED] * (longest - len(each.labels))) for each in examples
        ]
        mask = [[1] * len(each.tokens) + [0] * (longest - len(each.tokens)) for each in examples]
        return {
            "input_ids": torch.tensor([tokens for tokens, _ in padded]),
            "labels": torch.tensor([labels for _, labels in padded]),
            "attention_mask": torch.tensor(mask),
        }

    def _load(self) -> list[dict[str, Any]]:
        if self._rows is None:
            from transformers import AutoTokenizer

            self._tokenizer = AutoTokenizer.from_pretrained(resolve(self.base, LANGUAGE_MODEL).source)
            rows = [row for row in rows_of(self.answers) if row["items"]]
            held_out = {row["caption"] for row in rows if random.Random(row["caption"]).random() < HELD_OUT}
            self._held_out = [row for row in rows if row["caption"] in held_out]
            self._rows = [row for row in rows if row["caption"] not in held_out]
        return self._rows
