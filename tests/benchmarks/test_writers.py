import json
from collections import Counter
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from scripted_llm import ScriptedLLM, items_of

from benchmarks import writers
from benchmarks.bound import Proposing
from benchmarks.parse import parsed
from benchmarks.writers import Actions, Result, accuracies, actions_of, configs, entropy, family_lines, line, main, measured, write_list
from hardneg.llm.interface import Chat
from hardneg.parse.model import Parser
from hardneg.schemas.config import Config

SETS = [
    "rewrite.balance.text_model=null",
    "rewrite.balance.embedding_model=null",
    "rewrite.balance.tolerance=null",
    "rewrite.plausibility=null",
]


def negative(number: int, new: str, *, outside: bool = False, writer: str = "write") -> dict[str, Any]:
    """Return a kept negative that replaces a dog."""
    caption = f"A dog near tree {number}."
    edits = [{"start": 2, "end": 5, "old": "dog", "new": new}]
    made = {"writer": writer, "model": "m", "caption_id": str(number), "caption": caption, "negative": caption.replace("dog", new)}
    return made | {"source": "llm", "outside": outside, "family": "object", "edits": edits, "lm_gap": 0.0, "generator": {"method": "llm"}}


def answered(word: str, chat: Chat) -> str:
    return json.dumps(items_of(chat, word))


def result(negatives: list[dict[str, Any]]) -> Result:
    usage = {"llm_tokens_in": 900, "llm_tokens_out": 90, "write_asked_object": 20, "write_well_formed_object": 19}
    usage |= {"write_proposed_object": 40, "write_one_change_object": 30, "checked_llm_object": 25, "chosen_llm_object": 9}
    return Result("write", "m", 10, usage | {"chosen_outside_object": 4}, negatives, Actions(8, 6), 4.5)


def test_each_llm_has_its_configs_and_rules_run_once() -> None:
    found = configs(["write", "lexicon", "score"], ["one", "two"], None, ["seed=3", "rewrite.balance.enabled=false"])
    assert [[(each.rewrite.writer, each.rewrite.llm.model) for each in some] for some in found[1:]] == [
        [("write", "one"), ("score", "one")],
        [("write", "two"), ("score", "two")],
    ]
    assert [each.rewrite.writer for each in found[0]] == ["lexicon"]
    every = [each for some in found for each in some]
    assert {(each.seed, each.rewrite.balance.enabled, each.rewrite.balance.text_model) for each in every} == {(3, True, "text")}
    ((plain,),) = configs(["lexicon"], [], None, ["rewrite.balance.text_model=null"])
    assert plain.rewrite.balance.text_model is None


def test_a_line_shows_counts_per_caption_shares_and_costs_per_negative() -> None:
    made = [negative(i, "owl", outside=i < 3) for i in range(9)]
    assert line(result(made), None, 0.5).split() == [
        *("write", "m", "2.00", "95%", "4.00", "75%", "2.50", "0.90", "33%", "6/8", "100", "10.0", "500", "-", "0.500")
    ]


def test_families_show_their_vocabulary() -> None:
    (found,) = family_lines(result([negative(i, ("owl", "cat")[i % 2]) for i in range(8)]))
    assert found.split() == ["write", "m", "object", "llm", "20", "95%", "75%", "25", "9", "4", "2", "1.00"]
    assert entropy(Counter("aabb")) == 1.0
    assert entropy({}) == 0.0


def test_accuracies_need_enough_pairs() -> None:
    assert accuracies(result([negative(1, "owl")]), None) == (None, None)
    ngrams, transformer = accuracies(result([negative(i, "owl") for i in range(100)]), None)
    assert ngrams == 1.0
    assert transformer is None


def test_the_list_to_be_read_does_not_name_the_writers(tmp_path: Path) -> None:
    same = [negative(i, "owl") for i in range(5)]
    lexicon = result([negative(i, "owl", writer="lexicon") for i in range(5)])._replace(writer="lexicon", model="-")
    write_list([result([*same, negative(9, "fox", outside=True)]), lexicon], 6, tmp_path)
    text, keys = (tmp_path / "reading.md").read_text(), [json.loads(each) for each in (tmp_path / "key.jsonl").read_text().splitlines()]
    assert [each["number"] for each in keys] == list(range(1, 7))
    assert not {"lexicon", "outside", "score"} & set(text.replace(".", " ").split())
    for key in keys:
        assert f"{key['number']}. object\n    - {key['caption']}\n    - {key['negative']}\n" in text
        assert [each["writer"] for each in key["by"]] == (["write"] if "fox" in key["negative"] else ["write", "lexicon"])


@pytest.mark.slow
def test_words_that_the_lexicon_does_not_offer_reach_action_targets_without_a_candidate(parser: Parser) -> None:
    ((config,),) = configs(["write"], ["m"], None, [*SETS, "rewrite.balance.text_model=null", "rewrite.write.open=[object, action]"])
    rows = parsed("examples/captions.jsonl", 60, config)
    found = []
    for word in ("zzz zzz", "waving"):
        stage = Proposing(config)
        stage._parser, stage._judged = parser, True
        stage.llm = ScriptedLLM(partial(answered, word))
        found.append(measured(stage, rows))
    none, some = found
    assert none.actions.targets == some.actions.targets > 0 == none.actions.reached
    assert some.actions.reached > 0
    assert any(each["outside"] and "wav" in each["negative"] for each in some.negatives)
    assert (some.usage["llm_fills"], some.usage["llm_tokens_in"]) == (some.usage["write_requests"], 10 * some.usage["write_requests"])


@pytest.mark.slow
def test_targets_of_the_captions_count_once(parser: Parser) -> None:
    config = Config.model_validate({"rewrite": {"writer": "lexicon"}})
    stage = Proposing(config)
    stage._parser = parser
    captions = stage.captions(parsed("examples/captions.jsonl", 40, config))
    assert actions_of(captions).reached == 0
    assert actions_of([*captions, *captions]).targets == 2 * actions_of(captions).targets


@pytest.mark.long
@pytest.mark.slow
def test_the_command_writes_what_was_kept_and_what_is_to_be_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--count", "12", "--writers", "lexicon", "--to", str(tmp_path / "new"), "--read", "5"]
    main([*options, *(word for each in SETS for word in ("--set", each))])
    printed = capsys.readouterr().out
    kept = [json.loads(each) for each in (tmp_path / "new" / "negatives.jsonl").read_text().splitlines()]
    assert {(each["writer"], each["model"], each["source"], each["outside"]) for each in kept} == {("lexicon", "-", "lexicon", False)}
    assert f"{len(kept) / 12:6.2f}" in printed
    assert len((tmp_path / "new" / "key.jsonl").read_text().splitlines()) == 5


def test_a_list_needs_a_folder(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--read", "5"])
    assert "--to FOLDER" in capsys.readouterr().err


def test_one_set_of_models_serves_all_writers_of_an_llm(parser: Parser, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded: list[ScriptedLLM] = []

    def setup(stage: Proposing) -> None:
        loaded.append(ScriptedLLM(partial(answered, "waving")))
        stage._parser, stage.llm = parser, loaded[-1]

    monkeypatch.setattr(Proposing, "setup", setup)
    (some,) = configs(["score", "choice", "write"], ["m"], None, SETS)
    rows: pa.Table = parsed("examples/captions.jsonl", 6, some[0])
    found = list(writers.run(some, rows))
    assert len(loaded) == 1
    assert [each.writer for each in found] == ["score", "choice", "write"]
    assert [each.usage["llm_fills"] > 0 for each in found] == [False, True, True]
