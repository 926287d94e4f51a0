import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from hardneg.models.adapter_folder import find_adapter
from hardneg.models.registry import DEFAULT
from hardneg.models.resolve import LANGUAGE_MODEL, resolve
from hardneg.training.loop import fit
from hardneg.training.settings import Settings
from scripts.writer.task import IGNORED, WriterTask

WORDS = [["cat", -1.0, "lexicon"], ["horse", 0.5, "llm"], ["goat", 2.0, "llm"], ["owl", 4.0, "llm"], ["yak", 30.0, "llm"]]
NOUNS = "dog cow hen fox cup box tree lamp boat bell ring road".split()  # noqa: SIM905


def row(noun: str, words: list[list[Any]]) -> dict[str, Any]:
    return {
        "caption": f"A {noun} near a wall.",
        "items": [{"family": "object", "line": f"object: {noun}", "replace": noun, "with": words}],
    }


@pytest.fixture
def task(tmp_path: Path) -> WriterTask:
    path = tmp_path / "answers.jsonl"
    rows = [row(f"{one} {two}", WORDS) for one in NOUNS for two in NOUNS[:4]]
    path.write_text("".join(json.dumps(each) + "\n" for each in rows))
    made = WriterTask(path, DEFAULT, "Write.", 8, 3, batch_size=4)
    made._load()
    return made


def learnt(task: WriterTask, found: Any) -> str:
    return str(task._tokenizer.decode([label for label in found.labels if label != IGNORED]))


def test_the_answer_is_learnt_and_the_request_is_not(task: WriterTask) -> None:
    found = task.example(row("dog", WORDS), 0)
    assert len(found.tokens) == len(found.labels)
    said = learnt(task, found)
    (item,) = json.loads(said.removesuffix("<|im_end|>"))
    assert said.endswith("<|im_end|>")
    assert (item["family"], item["replace"], len(item["with"])) == ("object", "dog", 3)
    assert "1. object: dog" in task._tokenizer.decode(found.tokens)
    assert "object: dog" not in said


def test_the_end_of_a_list_that_is_shorter_than_asked_for_is_not_learnt(task: WriterTask) -> None:
    found = task.example(row("dog", WORDS[:2]), 0)
    said = learnt(task, found)
    assert "]}" not in said
    assert "cat" in said
    assert '"]}' in task._tokenizer.decode(found.tokens)


def test_each_pass_draws_other_words_and_likelier_ones_more_often(task: WriterTask) -> None:
    drawn = [task._tokenizer.decode(task.example(row("dog", WORDS), epoch).tokens) for epoch in range(60)]
    counts = Counter(word for text in drawn for word in ("cat", "owl", "yak") if f'"{word}"' in text)
    assert len(set(drawn)) > 10
    assert counts["cat"] > counts["owl"] > counts["yak"]


def test_held_out_captions_are_not_learnt_from(task: WriterTask) -> None:
    own = {each["caption"] for each in task._load()}
    held_out = {each["caption"] for each in task._held_out}
    assert own
    assert held_out
    assert not own & held_out
    assert len(own | held_out) == len(NOUNS) * 4


@pytest.mark.slow
def test_training_writes_an_adapter_of_the_model(task: WriterTask, tmp_path: Path) -> None:
    curve = fit(task, Settings(steps=3, learning_rate=1e-3, evaluate_every=2), tmp_path / "out")
    assert curve[-1]["held_out_loss"] < curve[0]["held_out_loss"]
    adapter = find_adapter(str(tmp_path / "out"), resolve(DEFAULT, LANGUAGE_MODEL))
    assert adapter.rank == 8
    assert "q_proj" in adapter.modules
