import json
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from scripted_llm import ScriptedLLM, items_of

from hardneg.llm.interface import Chat
from hardneg.parse.model import Parser
from hardneg.rewrite.stage import RewriteStage
from scripts.writer import teach
from scripts.writer.teach import Teacher, answers, by_source, rows_of

CAPTIONS = ["A brown dog chases a cat.", "", "A boy with a wooden sword fights a girl with a cardboard shield."]


def stage_with(parser: Parser, *words: str) -> RewriteStage:
    stage = RewriteStage(Teacher("m").config)
    stage._parser, stage._judged, stage._entailed, stage._floor = parser, True, None, None
    stage.llm = ScriptedLLM(lambda chat: json.dumps(items_of(chat, *words)))
    return stage


def items(parser: Parser, *words: str) -> list[list[dict[str, Any]]]:
    return [row["items"] for row in answers(CAPTIONS, stage_with(parser, *words), Teacher("m").config)]


def test_answers_are_in_the_form_of_the_request_with_likelihood_and_source(parser: Parser) -> None:
    first, rejected, last = items(parser, "owl", "elephant")
    assert rejected == []
    (dog,) = (item for item in first if item.get("replace") == "dog")
    assert dog["line"] == "object: dog"
    by_word = {word: (gap, source) for word, gap, source in dog["with"]}
    assert by_word["owl"] == by_word["elephant"] == (0.0, "llm")
    assert "lexicon" in {source for item in [*first, *last] for _, _, source in item.get("with", ())}


@pytest.mark.slow
def test_a_word_that_changes_its_article_is_the_word_alone(parser: Parser) -> None:
    first, *_ = items(parser, "elephant")
    (cat,) = (item for item in first if item.get("replace") == "cat")
    assert "elephant" in {word for word, _, _ in cat["with"]}


def test_the_exchange_that_is_asked_for_is_a_rewrite_of_a_rule(parser: Parser) -> None:
    *_, last = items(parser, "owl")
    rewrites = [item["rewrite"] for item in last if "rewrite" in item]
    assert rewrites
    assert all(sorted(text.lower().split()) == sorted(CAPTIONS[2].lower().split()) for text in rewrites)
    assert CAPTIONS[2] not in rewrites


@pytest.mark.slow
def test_captions_with_answers_are_not_asked_again(parser: Parser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stage = stage_with(parser, "owl")
    monkeypatch.setattr(RewriteStage, "setup", lambda _: None)
    monkeypatch.setattr(teach, "RewriteStage", lambda _: stage)
    run = partial(teach.teach, teacher=Teacher("m"), path=tmp_path / "answers.jsonl")
    run(CAPTIONS[:1])
    run(CAPTIONS)
    found = rows_of(tmp_path / "answers.jsonl")
    assert [row["caption"] for row in found] == CAPTIONS
    asked = [chat.messages[-1].content.split("\n")[0] for chat in _chats(stage)]
    assert len(asked) == len(set(asked)) == 2
    assert by_source(found)["llm"] > 0


def _chats(stage: RewriteStage) -> list[Chat]:
    assert isinstance(stage.llm, ScriptedLLM)
    return stage.llm.asked
