"""Let an LLM paraphrase captions, and keep the paraphrases that a text matcher verifies in both directions.

    request   one chat for each caption that has negatives; all share every message but the last
    answer    texts, with the first capital and the final stop of their caption
    check     the surface, the length, and what both parses and the lexicon say (`hardneg.paraphrase.free_paraphrase`)
    verify    the paraphrase must follow from the caption, and the caption from the paraphrase

Selection chooses among them and the paraphrases of the rules (`hardneg.rewrite.debias.positives`).
"""

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from hardneg.engine import steps
from hardneg.families.boilerplate import boilerplate
from hardneg.grammar.capitals import casing_of, framed
from hardneg.grammar.difference import edits_between
from hardneg.llm.interface import LLM, Chat, Fill, Message
from hardneg.llm.plain_text import one_line
from hardneg.matching.entailment import EntailmentFilter
from hardneg.paraphrase.free_paraphrase import KIND, objection
from hardneg.parse.model import Parser
from hardneg.rewrite.debias.positives import Positive
from hardneg.rewrite.generate import checks
from hardneg.rewrite.generate.prompt import ParaphrasePrompt
from hardneg.rewrite.types import CaptionState
from hardneg.rewrite.writer.answer import is_text, items_of
from hardneg.rewrite.writer.asks import REWRITE_WORDS
from hardneg.rewrite.writer.request import END, LONGER, widest
from hardneg.seeding import seed_for

MOST_ASKED = 4
"""So many paraphrases of a caption are asked for at most; otherwise two for each positive that is wanted."""
_NUMBERS = ("one", "two", "three", "four")
_ARTICLE = re.compile(r"\b(?:an?|the)\b", re.IGNORECASE)
_LENGTH = 0.4
"""A paraphrase has at most this share of words more, or fewer, than its caption."""
_FEW = 3
"""A short caption's paraphrase may differ by this many words."""


class ParaphraseContext(NamedTuple):
    """Hold what the paraphrases depend on besides the captions.

    Attributes:
        prompt: What the requests say.
        wanted: Positives of a caption.
        seed: Of the run.
        parser: Parses the paraphrases.
        llm: The model.
        verifier: The text matcher; without one no paraphrase is asked for, as none could be verified.
    """

    prompt: ParaphrasePrompt
    wanted: int
    seed: int
    parser: Parser
    llm: LLM
    verifier: EntailmentFilter | None


class VerifiedParaphrases(NamedTuple):
    """Hold the verified paraphrases of each caption, and counts for the done marker."""

    positives: list[list[Positive]]
    counts: dict[str, int]


class _Draft(NamedTuple):
    """Hold a paraphrase that is to be checked, and the index of its caption."""

    caption: int
    text: str


def paraphrase(captions: Sequence[CaptionState], context: ParaphraseContext) -> VerifiedParaphrases:
    """Return the verified paraphrases of the captions that have negatives."""
    steps.begin("paraphrases")
    number = asked_number(context.wanted)
    rows = [i for i, caption in enumerate(captions) if number and _is_asked(caption)]
    counts = Counter[str](dict.fromkeys(("positives_llm_asked", "positives_llm_well_formed", "positives_llm_verified"), 0))
    found: list[list[Positive]] = [[] for _ in captions]
    if context.verifier is None:
        counts["positives_llm_unverified"] = number * len(rows)
        return VerifiedParaphrases(found, dict(counts))
    shared = shared_messages(context.prompt, number)
    chats = [chat_of(captions[i].text, shared, number, seed_for(context.seed, captions[i].id, "rewrite", "paraphrase")) for i in rows]
    counts["positives_llm_asked"] = number * len(rows)
    answered = zip(rows, context.llm.chat(chats), strict=True)
    drafts = [_Draft(i, text) for i, fill in answered for text in _texts(captions[i], fill, number, counts)]
    drafts = _with_the_same_meaning(captions, drafts, context.parser, counts)
    for draft in _verified(captions, drafts, context.verifier, counts):
        caption = captions[draft.caption].text
        found[draft.caption].append(Positive(draft.text, KIND, tuple(edits_between(caption, draft.text))))
    return VerifiedParaphrases(found, dict(counts))


def asked_number(wanted: int) -> int:
    """Return how many paraphrases of a caption are asked for."""
    return min(2 * wanted, MOST_ASKED)


def _is_asked(caption: CaptionState) -> bool:
    """Return whether any text may paraphrase the caption.

    Tags, titles and template text have a form to keep, and models lose details of long texts.
    """
    sentence = caption.sentence
    formed = bool(sentence.tags) or sentence.once(boilerplate) or casing_of(caption.text) is not None
    return bool(caption.proposals) and not formed and len(caption.text.split()) <= REWRITE_WORDS


def shared_messages(prompt: ParaphrasePrompt, number: int) -> tuple[Message, ...]:
    """Return the system message and the examples, with at most `number` paraphrases each."""
    messages = [Message("system", prompt.system.strip().replace("{number}", _NUMBERS[number - 1]))] if number else []
    for example in prompt.examples:
        messages.append(Message("user", _question(example.caption)))
        messages.append(Message("assistant", json.dumps(example.paraphrases[:number], separators=(",", ":"), ensure_ascii=False)))
    return tuple(messages)


def chat_of(caption: str, shared: Sequence[Message], number: int, seed: int) -> Chat:
    """Return the request for `number` paraphrases of a caption."""
    longest = len(caption) + max(LONGER, round(_LENGTH * len(caption)))
    text = {"type": "string", "minLength": 1, "maxLength": longest}
    schema = {"type": "array", "items": text, "minItems": number, "maxItems": number}
    most = END + len(json.dumps([widest(longest)] * number))
    usual = 8 + number * (12 + len(caption.encode()) // 2)
    return Chat((*shared, Message("user", _question(one_line(caption)))), seed, json.dumps(schema), most, usual)


def _question(caption: str) -> str:
    return f"Caption: {caption}"


def _texts(caption: CaptionState, fill: Fill, number: int, counts: Counter[str]) -> Iterator[str]:
    """Yield the well-formed texts of an answer whose surface is correct, each once."""
    negatives = {_normalised(each.negative) for each in caption.proposals}
    seen = {_normalised(caption.text)}
    written = [item for item in items_of(fill.text)[:number] if is_text(item)]
    counts["positives_llm_well_formed"] += len(written)
    for each in written:
        text = framed(" ".join(each.split()), caption.text)
        if _normalised(text) in seen:
            counts["positives_llm_copied"] += 1
        elif _normalised(text) in negatives:
            counts["positives_llm_like_a_negative"] += 1
        elif not _is_of_similar_length(caption.text, text):
            counts["positives_llm_length"] += 1
        elif (
            _lacks_articles(caption.text, text) or (checks.surface(caption.text, text) or checks.beginnings(caption.text, text)) is not None
        ):
            counts["positives_llm_surface"] += 1
        else:
            yield text
        seen.add(_normalised(text))


def _normalised(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


def _lacks_articles(caption: str, text: str) -> bool:
    """Return whether the text drops the articles of its caption: `Man wearing hat`."""
    before, after = (len(_ARTICLE.findall(each)) for each in (caption, text))
    return 2 * after < before


def _is_of_similar_length(caption: str, text: str) -> bool:
    before, after = len(caption.split()), len(text.split())
    return abs(after - before) <= max(_FEW, _LENGTH * before)


def _with_the_same_meaning(
    captions: Sequence[CaptionState], drafts: Sequence[_Draft], parser: Parser, counts: Counter[str]
) -> list[_Draft]:
    """Discard the paraphrases that parse or lexicon object to."""
    parses = parser.parse([draft.text for draft in drafts])
    kept = [draft for draft, second in zip(drafts, parses, strict=True) if objection(captions[draft.caption].sentence, second) is None]
    counts["positives_llm_meaning"] += len(drafts) - len(kept)
    return kept


def _verified(captions: Sequence[CaptionState], drafts: Sequence[_Draft], verifier: EntailmentFilter, counts: Counter[str]) -> list[_Draft]:
    """Return the paraphrases that follow from their captions and from which these follow."""
    originals, texts = [captions[draft.caption].text for draft in drafts], [draft.text for draft in drafts]
    follows, usage = verifier.follows([*originals, *texts], [*texts, *originals])
    counts.update(usage)
    kept = [draft for i, draft in enumerate(drafts) if follows[i] and follows[len(drafts) + i]]
    counts["positives_llm_verified"] += len(kept)
    counts["positives_llm_unverified"] += len(drafts) - len(kept)
    return kept
