"""Answers that no schema would allow, as from a server that ignores it: each ask ends in a negative or in a reject with its reason."""

import json
from collections import Counter

import numpy as np
import pyarrow as pa
import pytest
from scripted_llm import Answer, ScriptedLLM, items_of

from hardneg.engine.parts import count
from hardneg.engine.stage import Outcome
from hardneg.llm.interface import TOO_LONG, Chat, Fill
from hardneg.matching.entailment import EntailmentVerdicts
from hardneg.parse.model import Parser
from hardneg.parse.stage import make as parse_stage
from hardneg.report.writers import source_of
from hardneg.rewrite.stage import make
from hardneg.schemas.arrow import arrow_schema
from hardneg.schemas.config import BalanceConfig, Config
from hardneg.schemas.reasons import Reason
from hardneg.schemas.rows import CaptionRow

CONFIG = Config.model_validate(
    {
        "rewrite": {
            "writer": "write",
            "plausibility": None,
            "positives_per_caption": 0,
            "balance": {"embedding_model": None, "tolerance": None},
        }
    }
)
CAPTIONS = ("A small black dog runs beside two red chairs.", "A woman holds an umbrella under a green tree.", "Hello there!")


@pytest.fixture(scope="module")
def rows() -> pa.Table:
    made = [{"id": f"c{i}", "caption": text, "source": {"input": "x", "key": str(i)}} for i, text in enumerate(CAPTIONS)]
    return parse_stage(CONFIG).process(pa.Table.from_pylist(made, schema=arrow_schema(CaptionRow))).rows


def written(rows: pa.Table, parser: Parser, answer: Answer) -> Outcome:
    """Return what the stage makes of the answers, after a check that no row and no ask is lost."""
    stage = make(CONFIG)
    stage._parser, stage.llm = parser, ScriptedLLM(answer)
    outcome = stage.process(rows)
    count(stage, rows, outcome)
    rejects = outcome.rejects.to_pylist()
    assert all(each["reason"] and each["detail"] for each in rejects)
    assert {each["caption_id"] or each["id"] for each in rejects} | set(outcome.rows["id"].to_pylist()) == set(rows["id"].to_pylist())
    assert total(outcome, "asked") == total(outcome, "well_formed") + len(unanswered(outcome)) > 10
    return outcome


def total(outcome: Outcome, name: str) -> int:
    return sum(number for key, number in outcome.usage.items() if key.startswith(f"write_{name}_"))


def unanswered(outcome: Outcome) -> list[str]:
    return [
        each["detail"]
        for each in outcome.rejects.to_pylist()
        if each["reason"] == Reason.BAD_FILL and "(asked: " in each["detail"] and not each["negative"]
    ]


def by_llm(outcome: Outcome) -> list[str]:
    negatives = [made for row in outcome.rows.to_pylist() for made in row["negatives"]]
    return [made["negative"] for made in negatives if made["generator"]["method"] == "llm"]


def changed(**fields: object) -> Answer:
    """Return an answer whose items have other values than those that were asked for."""
    return lambda chat: json.dumps([item | fields for item in items_of(chat, "cat")])


NOTHING: dict[str, Answer] = {
    "an empty list": lambda _: "[]",
    "no text": lambda _: "",
    "a refusal": lambda _: "I'm sorry, but I cannot help with making captions false.",
    "a poem": lambda _: 'The sea is [blue] and {wide},\n"so" sings the tide.',
    "a number": lambda _: "7",
    "an object": lambda chat: json.dumps({"answer": items_of(chat, "cat")}),
    "lists in the list": lambda chat: json.dumps([items_of(chat, "cat")]),
    "nulls": lambda chat: json.dumps([None for _ in items_of(chat, "cat")]),
    "very deep lists": lambda _: "[" * 100_000,
    "very deep objects": lambda _: '[{"family":' * 50_000,
    "no family": changed(family=None),
    "another family": changed(family="weather"),
    "a family that is a list": changed(family=["object"]),
    "spans that are not in the caption": changed(replace="unicorn", rewrite=""),
    "other types": changed(**{"with": {"cat": 1}, "rewrite": ["A cat."]}),
    "numbers for words": changed(**{"with": [1, None, 2.5, ["cat"]], "rewrite": 7}),
    "other alphabets": changed(**{"with": ["кошка", "猫", "🐈", "ca\u200bt"], "rewrite": " "}),
    "half a character": changed(**{"with": ["\ud83d"], "rewrite": "A \ud83d dog."}),
    "words of a hundred letters and markup": changed(**{"with": ["<b>cat</b>", "cat; dog", "cat\x00"], "rewrite": "\n"}),
}


@pytest.mark.parametrize("answer", NOTHING.values(), ids=NOTHING.keys())
def test_an_answer_without_a_usable_item_is_a_reject_for_each_ask(rows: pa.Table, parser: Parser, answer: Answer) -> None:
    outcome = written(rows, parser, answer)
    assert total(outcome, "well_formed") == 0
    assert by_llm(outcome) == []
    assert outcome.rows["id"].to_pylist() == ["c0", "c1"]  # the lexicon still offers negatives of these


def test_a_chat_that_is_too_long_for_the_model_is_a_reject_that_says_so(rows: pa.Table, parser: Parser) -> None:
    outcome = written(rows, parser, lambda _: TOO_LONG)
    assert all("max_model_len" in detail for detail in unanswered(outcome))


def test_of_an_answer_that_was_cut_the_whole_items_count(rows: pa.Table, parser: Parser) -> None:
    def cut(chat: Chat) -> Fill:
        text = json.dumps(items_of(chat, "zebra"))
        return Fill(text[: text.rindex("{") + 20], 10, 5, ok=False)

    outcome = written(rows, parser, cut)
    assert len(unanswered(outcome)) == outcome.usage["write_requests"]
    assert outcome.usage["write_requests_well_formed"] == 0
    assert all("was cut" in detail for detail in unanswered(outcome))


def test_a_request_is_well_formed_only_where_each_ask_is_answered(rows: pa.Table, parser: Parser) -> None:
    for said in ("I cannot do that.", "[]"):
        assert written(rows, parser, lambda _, said=said: said).usage["write_requests_well_formed"] == 0
    whole = written(rows, parser, lambda chat: json.dumps(items_of(chat, "zebra"))).usage
    assert whole["write_requests_well_formed"] == whole["write_requests"] > 0


def test_items_in_another_order_answer_the_spans_that_they_name(rows: pa.Table, parser: Parser) -> None:
    in_order, reverse = (written(rows, parser, lambda chat, step=step: json.dumps(items_of(chat, "zebra")[::step])) for step in (1, -1))
    assert by_llm(reverse) == by_llm(in_order)
    assert total(reverse, "well_formed") == total(reverse, "asked") > 0


def test_the_same_proposal_eight_times_counts_once(rows: pa.Table, parser: Parser) -> None:
    def repeated(chat: Chat) -> str:
        return json.dumps([item | ({"with": [*item["with"][:1]] * 8} if "with" in item else {}) for item in items_of(chat, "zebra")])

    outcome = written(rows, parser, repeated)
    assert total(outcome, "proposed") == total(outcome, "well_formed") == total(outcome, "asked")
    assert max(Counter(by_llm(outcome)).values(), default=0) <= 1
    assert any(name.startswith("checked_llm_") for name in outcome.usage)


def test_a_copied_caption_is_a_reject_for_each_rewrite(rows: pa.Table, parser: Parser) -> None:
    outcome = written(rows, parser, lambda chat: json.dumps(items_of(chat, "zebra")))
    copied = [each for each in outcome.rejects.to_pylist() if each["detail"].startswith("the LLM copied")]
    assert len(copied) >= 2
    assert {each["reason"] for each in copied} == {Reason.SAME_AS_CAPTION}


@pytest.mark.parametrize("rewrite", ["Кошка сидит.", "A small black dog 🐕 runs\u202e beside two red chairs.", "x" * 5000, "A\x00B"])
def test_a_rewrite_that_is_no_single_change_is_a_reject(rows: pa.Table, parser: Parser, rewrite: str) -> None:
    outcome = written(rows, parser, changed(rewrite=rewrite))
    rejected = [each for each in outcome.rejects.to_pylist() if each["reason"] == Reason.NOT_ONE_EDIT]
    assert len(rejected) >= 2
    assert not any(rewrite in negative for negative in by_llm(outcome))


def test_an_answer_in_a_code_fence_is_read(rows: pa.Table, parser: Parser) -> None:
    outcome = written(rows, parser, lambda chat: f"```json\n{json.dumps(items_of(chat, 'zebra'))}\n```")
    assert total(outcome, "well_formed") == total(outcome, "asked")


def test_the_tokens_of_a_matcher_with_an_llm_of_its_own_are_added_to_those_of_the_writer(rows: pa.Table, parser: Parser) -> None:
    class Judge:
        def judge(self, captions: list[str], texts: list[str], families: list[str], kinds: list[str]) -> EntailmentVerdicts:  # noqa: ARG002
            return EntailmentVerdicts(
                np.zeros(len(texts)), np.ones(len(texts)), [None] * len(captions), np.ones(len(texts), bool), {"llm_tokens_in": 1000}
            )

    stage = make(CONFIG)
    stage._parser, stage.llm = parser, ScriptedLLM(lambda chat: json.dumps(items_of(chat, "zebra")))
    stage._entailed = Judge()  # type: ignore[assignment]
    usage = stage.process(rows).usage
    assert usage["llm_tokens_in"] == 10 * usage["write_requests"] + 1000


def test_without_selection_the_kept_proposals_are_counted_too(rows: pa.Table, parser: Parser) -> None:
    config = CONFIG.model_copy(update={"rewrite": CONFIG.rewrite.model_copy(update={"balance": BalanceConfig(enabled=False)})})
    stage = make(config)
    stage._parser, stage.llm = parser, ScriptedLLM(lambda chat: json.dumps(items_of(chat, "zebra")))
    outcome = stage.process(rows)
    kept = Counter(
        f"chosen_{source_of(made['generator']['method'])}_{made['family']}" for row in outcome.rows.to_pylist() for made in row["negatives"]
    )
    assert kept == {name: number for name, number in outcome.usage.items() if name.startswith(("chosen_llm_", "chosen_lexicon_"))}
    assert any(name.startswith("chosen_llm_") for name in kept)
