"""rewrite: from the targets of a caption to negatives that each make one declared change.

    propose       more slots than are needed, over the whole part (`propose.candidates`); all until `select` is done by chunk (`chunks`)
    write         let an LLM write more of them, and whole captions, where `rewrite.writer` is `write` (`writer.write`)
    fill          write a text into each slot and splice it into the caption (`generate.fill`)
    validate      parse the negative and check it (`generate.validate`)
    plausibility  reject unlikely scenes (`generate.plausibility_floor`)
    entailment    reject what a text matcher finds still true, where one is configured (`generate.validate`)
    combine       join single changes of long captions to negatives of several (`generate.multi_edit`), and validate those
    gaps          score each negative beside its caption by the LLM (`generate.likelihood`)
    select        choose over the part such that the text alone does not reveal the negative (`debias.select_negatives`)
    positives     write true paraphrases by the same machinery (`debias.positives`), and by the LLM where it writes (`writer.paraphrase`)
    table         one row for each caption that has negatives (`negative_columns`)

Without `rewrite.balance` nothing is selected: the slots of each caption are tried in order (`propose.slots`), and what fails is replaced by
the next slot once.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice

import pyarrow as pa

from hardneg import lexicon, llm
from hardneg.engine.collection import no_collection
from hardneg.engine.stage import OUTSIDE_A_RUN, Outcome, Resources, RunContext, Stage
from hardneg.families import FAMILIES
from hardneg.families.sounds import mark_sounds
from hardneg.matching.entailment import JUDGEMENT_KEYS, entailment_filter, paraphrase_verifier
from hardneg.models.resolve import LANGUAGE_MODEL, resolve
from hardneg.parse.columns import sentences_from, targets_from
from hardneg.parse.model import Parser, revision
from hardneg.parse.tags import parser
from hardneg.rewrite.chunks import Chunks
from hardneg.rewrite.debias import positives
from hardneg.rewrite.debias.embedder import Embedder
from hardneg.rewrite.debias.positive_classifier import NegativeStates
from hardneg.rewrite.debias.select_negatives import pick
from hardneg.rewrite.generate import prompts
from hardneg.rewrite.generate.context_window import Context, edit_token, encoder
from hardneg.rewrite.generate.fill import FillContext, fill
from hardneg.rewrite.generate.label_noise import inject
from hardneg.rewrite.generate.likelihood import with_gaps
from hardneg.rewrite.generate.multi_edit import alternating, combine
from hardneg.rewrite.generate.plausibility_floor import make as floor_of
from hardneg.rewrite.generate.validate import drop_entailed, validate
from hardneg.rewrite.lacking import unselected, without_negative
from hardneg.rewrite.negative_columns import fields
from hardneg.rewrite.other_captions import words_elsewhere
from hardneg.rewrite.propose import attribute_moves, long_captions
from hardneg.rewrite.propose.candidates import propose
from hardneg.rewrite.propose.cooccurrence import CoOccurrence
from hardneg.rewrite.propose.slots import slots
from hardneg.rewrite.types import CaptionState, Slot, StepResult
from hardneg.rewrite.writer.paraphrase import ParaphraseContext, VerifiedParaphrases, paraphrase
from hardneg.rewrite.writer.request import shared_messages
from hardneg.rewrite.writer.write import WriterContext, chosen_counts, families_written, write
from hardneg.schemas.arrow import arrow_schema, to_table
from hardneg.schemas.config import Config, fingerprinted
from hardneg.schemas.own_image import without_image
from hardneg.schemas.rows import CaptionRow, ParsedRow, Reject, RewrittenRow
from hardneg.seeding import generator_for

_ROUNDS = 2


class RewriteStage(Stage):
    """Turn parsed captions into captions with negatives. A caption without any negative is a reject."""

    name = "rewrite"
    reads = arrow_schema(ParsedRow)
    writes = arrow_schema(RewrittenRow)

    def __init__(self, config: Config) -> None:
        self.config = config.rewrite
        self.seed = config.seed
        self.parse_model = config.parse.model
        self.form = config.captions.form
        draws = config.synthesise.enabled and config.synthesise.mode != "recolour"  # which shows few negatives: most would be rejects
        self._draws = draws and self.config.balance.enabled and self.config.balance.needs_image_per_caption > 0
        self.resources = Resources.of(self.config)
        if self.config.writer == "write":
            self.prompts = prompts.load_all(families_written(list(FAMILIES)), self.config.prompts, "instruction")
        else:
            self.prompts = prompts.load_all((name for name, family in FAMILIES.items() if family.hole), self.config.prompts, "text")
        self._writer = prompts.load_writer(self.config.prompts)
        self._parser: Parser | None = None
        self.llm: llm.LLM | None = None
        self._embedder: Embedder | None = None
        self._paraphrase = prompts.load_paraphrase(self.config.prompts)
        self._entailed = entailment_filter(config)
        self._judged = any((self._entailed, config.match.text_model, config.match.image_models))
        self._verifier = paraphrase_verifier(config, self._entailed)
        self._judges_itself = config.match.llm == config.rewrite.llm
        self._floor = floor_of(self.config)
        self.alone = self.config.uses_llm or any((self._entailed, self._verifier, self._floor))

    def setup(self) -> None:
        """Load spaCy, the text matcher and the plausibility scorer if configured, and the LLM and the embedder unless rules write."""
        self._parser = parser(self.parse_model, self.form)
        if self.config.uses_llm:
            self.llm = llm.make(self.config.llm)
            self._embedder = Embedder(self._reads) if self._reads else None
        for judge in dict.fromkeys((self._entailed, self._verifier)):
            if judge is not None:
                judge.setup(self.llm if self._judges_itself else None)
        if self._floor is not None:
            self._floor.setup()

    def process(self, rows: pa.Table) -> Outcome:
        """Write the negatives and positives of all captions of a part."""
        if self._parser is None:
            self.setup()
        with no_collection(unless=self.alone):
            return self._written(rows, self.captions(rows))

    def _written(self, rows: pa.Table, captions: list[CaptionState]) -> Outcome:
        assert self._parser is not None
        part, states = self._selected(captions) if self.config.balance.enabled else (self._chunks.proposed(captions, self._in_order), None)
        if self.config.invalid_share:
            part, states = part.then(lambda some: self._chunks.proposed(some, self._injected)), None
        captions = part.captions
        written = self._paraphrased(captions)
        made = positives.write(captions, self._parser, self.config.positives_per_caption, self.seed, states, written and written.positives)
        usage = Counter[str](part.counts)
        for counts in (written.counts if written is not None else {}, made.counts):
            usage.update(counts)
        rejects = to_table([*part.rejects, *without_negative(captions, part.rejects, self.config.families)], Reject)
        return Outcome(self._table(rows, captions, made.positives), rejects, dict(usage))

    def fingerprint(self) -> dict[str, object]:
        """Return config, seed, prompts, lexicon, and the revisions of spaCy's model, LLM, embedder, scorer and text matcher.

        Of `filter.match` it has what the writer and the text matcher depend on: whether a matcher judges, in which families, and by which
        thresholds.
        """
        config = fingerprinted(self.config)
        if not self._draws:
            config["balance"].pop("needs_image_per_caption")
        if self.config.writer == "lexicon":
            config.pop("llm")
        config.pop("prompts")  # their hashes count, not where they are
        if self._floor is None:
            config.pop("plausibility")
        if self.config.writer != "write":
            config.pop("write")
        else:
            config["judged"] = self._judged  # words outside the lexicon pass only then
        if self._verifier is not None:
            config["text_score_max"] = self._verifier.config.text_score_max
        if self._entailed is not None:
            config["match"] = {name: getattr(self._entailed.config, name) for name in JUDGEMENT_KEYS}
        shared = {self._writer.id: self._writer.hash} if self.config.writer == "write" else {}
        if self.config.paraphrased:
            shared[self._paraphrase.id] = self._paraphrase.hash
        return {
            "config": config,
            "seed": self.seed,
            "form": self.form,
            "lexicon": lexicon.fingerprint(),
            "wordnet": lexicon.fingerprint(lexicon.WORDNET),
            "synonyms": lexicon.fingerprint((lexicon.SYNONYMS,)),
            "prompts": {prompt.id: prompt.hash for prompt in self.prompts.values()} | shared,
            "models": {
                "parse_model": revision(self.parse_model),
                "llm": llm.revision(self.config.llm) if self.config.uses_llm else None,
                "embedder": resolve(self._reads, LANGUAGE_MODEL).revision if self._reads else None,
                "plausibility": self._floor.scorer.revision if self._floor is not None else None,
                "paraphrases": self._verifier.chosen.revision if self._verifier is not None else None,
                "text_matcher": self._entailed.chosen.revision if self._entailed is not None else None,
            },
        }

    @property
    def context(self) -> Context:
        """The tokens that the text encoder of `rewrite.tokenizer` reads; the tokenizer is loaded once a process."""
        return Context(encoder(self.config.tokenizer), self.config.max_edit_tokens)

    @property
    def _chunks(self) -> Chunks:
        return Chunks(self.config.chunk_size, self.llm)

    @property
    def _reads(self) -> str | None:
        balance = self.config.balance
        return balance.embedding_model if balance.enabled and self.config.uses_llm else None

    def proposed(self, captions: Sequence[CaptionState], cooccurrence: CoOccurrence) -> StepResult:
        """Return the captions of a part with all proposals that hold, which selection chooses from."""
        return self._chunks.proposed(propose(captions, cooccurrence, self.config, self.seed), self._checked)

    def _checked(self, captions: Sequence[CaptionState]) -> StepResult:
        """Write texts into the slots of the captions of a chunk, and keep those that hold."""
        part = self._write(captions).then(self._fill).then(self._plausible).then(self._not_entailed)
        return part.then(self._combine).then(self._score)

    def captions(self, rows: pa.Table) -> list[CaptionState]:
        """Return the captions of a part with the targets that may be edited."""
        sentences = sentences_from(rows["caption"].to_pylist(), rows["tokens"], self.form)
        mark_sounds(sentences)
        targets = [
            self.context.within(sentence.text, attribute_moves.feasible(sentence, each, self.config))
            for sentence, each in zip(sentences, targets_from(rows["targets"]), strict=True)
        ]
        draws = [self._draws and not each for each in without_image(rows).to_pylist()]
        return [
            CaptionState(caption_id, sentence, tuple(each), drawn, elsewhere=others)
            for caption_id, sentence, each, drawn, others in zip(
                rows["id"].to_pylist(), sentences, targets, draws, words_elsewhere(rows, sentences), strict=True
            )
        ]

    def _selected(self, captions: Sequence[CaptionState]) -> tuple[StepResult, NegativeStates | None]:
        """Propose for all captions and select over the part."""
        cooccurrence = CoOccurrence([each.sentence for each in captions])
        part = self.proposed(captions, cooccurrence)
        rng = generator_for(self.seed, captions[0].id if captions else "", self.name, "balance")
        picked = pick(part.captions, cooccurrence, self.config, rng, self._embedder)
        chosen = chosen_counts(part.captions, picked.captions)
        lost = unselected(part.captions, picked.captions)
        return part.then(lambda _: StepResult(picked.captions, lost, {**picked.counts, **chosen})), picked.states

    def _in_order(self, captions: list[CaptionState]) -> StepResult:
        """Keep the first proposals of each caption that hold, without selection."""
        part = StepResult(captions)
        queues = [slots(caption, self.config, self.seed) for caption in captions]
        if self.config.writer == "write":
            part = part.then(self._write).then(self._fill).then(self._plausible)
        for _ in range(_ROUNDS):
            part = part.then(lambda some: StepResult(self._next(queues, some)))
            if not any(each.slots for each in part.captions):
                break
            part = part.then(self._fill).then(self._plausible)
        checked = part.then(self._combine)
        part = checked.then(self._limit).then(lambda some: StepResult(some, counts=chosen_counts(checked.captions, some)))
        return part if self.config.invalid_share else part.then(self._score)

    def _next(self, queues: Sequence[Iterator[Slot]], captions: Sequence[CaptionState]) -> list[CaptionState]:
        """Give each caption as many slots of its queue as it lacks negatives."""
        return [
            caption._replace(slots=tuple(islice(queue, max(long_captions.most(caption.text, self.config) - len(caption.proposals), 0))))
            for queue, caption in zip(queues, captions, strict=True)
        ]

    def _write(self, captions: Sequence[CaptionState]) -> StepResult:
        if self.llm is None or self.config.writer != "write":
            return StepResult(list(captions))
        families = families_written(self.config.families)
        shared = shared_messages(self._writer, self.prompts, families, self.config.write)
        return write(captions, WriterContext(self.config, self.seed, self.prompts, shared, self.context, self.llm, self._judged))

    def _paraphrased(self, captions: Sequence[CaptionState]) -> VerifiedParaphrases | None:
        if self.llm is None or not self.config.paraphrased:
            return None
        assert self._parser is not None
        wanted = self.config.positives_per_caption
        context = ParaphraseContext(self._paraphrase, wanted, self.seed, self._parser, self.llm, self._verifier)
        return self._chunks.paraphrased(captions, lambda some: paraphrase(some, context))

    def _fill(self, captions: Sequence[CaptionState]) -> StepResult:
        return fill(captions, FillContext(self.config, self.seed, self.prompts, self.context, self.llm)).then(self._validate)

    def _validate(self, captions: Sequence[CaptionState]) -> StepResult:
        assert self._parser is not None
        return validate(captions, self._parser)

    def _plausible(self, captions: list[CaptionState]) -> StepResult:
        return self._floor.apply(captions, self.llm) if self._floor is not None else StepResult(captions)

    def _not_entailed(self, captions: list[CaptionState]) -> StepResult:
        return drop_entailed(captions, self._entailed) if self._entailed is not None else StepResult(captions)

    def _combine(self, captions: Sequence[CaptionState]) -> StepResult:
        return combine(captions, self.config, self.seed, self.context).then(self._validate)

    def _score(self, captions: Sequence[CaptionState]) -> StepResult:
        return StepResult(with_gaps(captions, self.llm))

    def _limit(self, captions: Sequence[CaptionState]) -> StepResult:
        return StepResult([c._replace(proposals=alternating(c.proposals, long_captions.most(c.text, self.config))) for c in captions])

    def _injected(self, captions: Sequence[CaptionState]) -> StepResult:
        return self._score([inject(each, self.config.invalid_share, self.seed) for each in captions])

    def _table(self, rows: pa.Table, captions: Sequence[CaptionState], paraphrases: Sequence[Sequence[positives.Positive]]) -> pa.Table:
        model, encode = self.config.llm.model, self.context.encode
        negatives = [
            [fields(caption, each, model, edit_token(caption.text, each.negative, encode)) for each in caption.proposals]
            for caption in captions
        ]
        table = rows.select(arrow_schema(CaptionRow).names)
        for name, values in (positives.columns(paraphrases) | {"negatives": negatives}).items():
            table = table.append_column(self.writes.field(name), pa.array(values, self.writes.field(name).type))
        return table.filter(pa.array([bool(each.proposals) for each in captions], pa.bool_()))


def make(config: Config, context: RunContext = OUTSIDE_A_RUN) -> RewriteStage:  # noqa: ARG001 - one signature for all stages
    """Return the stage of a config."""
    return RewriteStage(config)
