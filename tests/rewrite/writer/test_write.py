"""The LLM is scripted here: the tests are about what becomes of its answers."""

import json
from collections.abc import Callable, Sequence

from sentences import Parse

from hardneg.families import FAMILIES, Name
from hardneg.llm.interface import TOO_LONG, Chat, Fill, Hole, Usage
from hardneg.rewrite.generate.context_window import Context, encoder
from hardneg.rewrite.generate.fill import FillContext, fill
from hardneg.rewrite.generate.prompts import load_all, load_writer
from hardneg.rewrite.propose.candidates import propose
from hardneg.rewrite.propose.cooccurrence import CoOccurrence
from hardneg.rewrite.types import CaptionState, StepResult
from hardneg.rewrite.writer.request import shared_messages
from hardneg.rewrite.writer.write import WriterContext, chosen_counts, families_written, write
from hardneg.schemas.config import RewriteConfig
from hardneg.schemas.reasons import Reason

CONFIG = RewriteConfig.model_validate({"writer": "write", "families": ["object", "word_order"], "write": {"targets": 1}})
PROMPTS = load_all(families_written(list(Name)))
CONTEXT = Context(encoder("clip"), None)


class Scripted:
    """Answer each chat by a function of its items."""

    def __init__(self, answer: Callable[[list[dict[str, dict[str, str]]]], str | Fill]) -> None:
        self.usage, self.answer, self.asked = Usage(), answer, list[Chat]()

    def fresh(self) -> None:
        """Do nothing."""

    def fill(self, holes: Sequence[Hole]) -> list[Fill]:
        """Raise: a writer has no holes."""
        raise AssertionError(holes)

    def log_likelihood(self, texts: Sequence[str]) -> list[float]:
        """Return 0 for each text."""
        return [0.0 for _ in texts]

    def yes_no(self, chats: Sequence[Chat]) -> list[float]:
        """Raise: no test here asks."""
        raise AssertionError(chats)

    def chat(self, chats: Sequence[Chat]) -> list[Fill]:
        """Answer every chat."""
        self.asked += chats
        said = [self.answer([item["properties"] for item in json.loads(chat.schema or "{}")["prefixItems"]]) for chat in chats]
        return [each if isinstance(each, Fill) else Fill(each, 9, 9) for each in said]

    def close(self) -> None:
        """Do nothing."""


def answer(words: Sequence[str], whole: str) -> Callable[[list[dict[str, dict[str, str]]]], str]:
    def said(items: list[dict[str, dict[str, str]]]) -> str:
        return json.dumps(
            [
                {"family": item["family"]["const"], "replace": item["replace"]["const"], "with": list(words)}
                if "replace" in item
                else {"family": item["family"]["const"], "rewrite": whole}
                for item in items
            ]
        )

    return said


def states(parse: Parse, *texts: str) -> list[CaptionState]:
    found = []
    for number, text in enumerate(texts):
        sentence = parse(text)
        targets = [each for name in CONFIG.families for each in FAMILIES[name].find(sentence)]
        found.append(CaptionState(f"c{number}", sentence, tuple(targets)))
    return found


def written(captions: Sequence[CaptionState], llm: Scripted, judged: bool = True, config: RewriteConfig = CONFIG) -> StepResult:
    shared = shared_messages(load_writer(), PROMPTS, config.families, config.write)
    return write(captions, WriterContext(config, 0, PROMPTS, shared, CONTEXT, llm, judged))


def test_replacements_become_slots_and_a_rewrite_becomes_a_draft(parse: Parse) -> None:
    llm = Scripted(answer(["cow", "capybara"], "A cat chases a dog."))
    part = written(states(parse, "A dog chases a cat."), llm)
    (caption,) = part.captions
    assert [slot.offered for slot in caption.slots] == [("cow",), ("capybara",)]
    assert [slot.outside for slot in caption.slots] == [True, True]  # where an animal chases an animal the lexicon offers other ones
    assert [draft.negative for draft in caption.drafts] == ["A cat chases a dog."]
    made = fill(part.captions, FillContext(CONFIG, 0, PROMPTS, CONTEXT, llm)).captions[0].drafts
    assert len(made) == 3
    assert any("capybara" in each.negative for each in made)
    assert {each.generator.method for each in made} == {"llm"}
    assert all(each.generator.prompt == each.family and each.generator.prompt_hash for each in made)


def test_one_request_serves_all_asks_of_a_caption(parse: Parse) -> None:
    llm = Scripted(answer(["cow"], "A cat chases a dog."))
    written(states(parse, "A dog chases a cat.", "It rains.", "A cow watches a horse."), llm)
    assert len(llm.asked) == 2  # nothing can be asked of the second caption


def test_a_text_that_the_lexicon_proposes_too_is_one_slot(parse: Parse) -> None:
    captions = states(parse, "A dog chases a cat.")
    captions = propose(captions, CoOccurrence([each.sentence for each in captions]), CONFIG, 0)
    texts = {(slot.target, slot.offered) for slot in captions[0].slots if slot.offered}
    target, (word,) = next(iter(sorted(texts, key=str)))
    llm = Scripted(answer([word], "A cat chases a dog."))
    slots = written(captions, llm).captions[0].slots
    assert [slot.generator is not None for slot in slots if (slot.target, slot.offered) == (target, (word,))] in ([True], [False])
    assert len({(slot.target, slot.offered) for slot in slots}) == len(slots)


def test_each_text_that_does_not_fit_is_a_reject_with_its_reason(parse: Parse) -> None:
    llm = Scripted(answer(["puppy", "kitten", "quickly"], "A dog chases a mouse."))
    part = written(states(parse, "A dog chases a cat."), llm)
    assert sorted(reject.reason for reject in part.rejects) == sorted(
        [Reason.NOT_EXCLUSIVE, Reason.NOT_EXCLUSIVE, Reason.BAD_FILL, Reason.NOT_ONE_EDIT]
    )
    assert all(reject.detail and "asked" in reject.detail and reject.caption_id == "c0" for reject in part.rejects)
    assert len({reject.id for reject in part.rejects}) == 4


def test_two_words_of_one_form_are_one_slot_and_a_reject(parse: Parse) -> None:
    part = written(states(parse, "A dog chases a cat."), Scripted(answer(["capybara", "capybaras"], "A cat chases a dog.")))
    assert [slot.offered for slot in part.captions[0].slots] == [("capybara",)]
    assert [reject.reason for reject in part.rejects] == [Reason.DUPLICATE_NEGATIVE]
    assert part.counts["write_proposed_object"] == part.counts["write_one_change_object"] + 1


def test_an_answer_without_items_rejects_each_ask(parse: Parse) -> None:
    for said in ("[]", "I'm sorry, but I can't.", Fill("[", 9, 4, ok=False), TOO_LONG):
        part = written(states(parse, "A dog chases a cat."), Scripted(lambda _, said=said: said))
        assert [reject.reason for reject in part.rejects] == [Reason.BAD_FILL, Reason.BAD_FILL]
        assert len(part.captions) == 1


def test_counts_say_how_far_the_proposals_of_each_family_came(parse: Parse) -> None:
    llm = Scripted(answer(["cow", "puppy", "kitten"], "A cat chases a dog."))
    counts = written(states(parse, "A dog chases a cat.", "A cow watches a horse."), llm).counts
    assert (counts["write_requests"], counts["write_requests_well_formed"]) == (2, 2)
    assert (counts["write_asked_object"], counts["write_well_formed_object"], counts["write_proposed_object"]) == (2, 2, 6)
    assert 0 < counts["write_one_change_object"] < 6
    assert (counts["write_asked_word_order"], counts["write_one_change_word_order"]) == (2, 1)


def test_without_a_matcher_no_word_outside_the_lexicon_passes(parse: Parse) -> None:
    llm = Scripted(answer(["capybara"], "A cat chases a dog."))
    part = written(states(parse, "A dog chases a cat."), llm, judged=False)
    assert not part.captions[0].slots
    assert "rewrite.balance.text_model" in str(next(each.detail for each in part.rejects))


def test_what_was_checked_and_chosen_is_counted_by_source(parse: Parse) -> None:
    llm = Scripted(answer(["cow", "capybara"], "A cat chases a dog."))
    part = written(states(parse, "A dog chases a cat."), llm).then(lambda some: fill(some, FillContext(CONFIG, 0, PROMPTS, CONTEXT, llm)))
    checked = [caption._replace(proposals=caption.drafts, drafts=()) for caption in part.captions]
    counts = chosen_counts(checked, [caption._replace(proposals=caption.proposals[:1]) for caption in checked])
    assert counts["checked_llm_object"] == 2
    assert counts["checked_outside_object"] == 2
    assert sum(count for name, count in counts.items() if name.startswith("chosen_llm")) == 1
