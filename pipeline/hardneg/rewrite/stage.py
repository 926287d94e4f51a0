"""rewrite: from the targets of a caption to negatives that each make one declared change.

More is proposed than is wanted (`candidates`), filled (`fill`), spliced, and checked by parsing again (`validate`). In long captions some
of what holds is joined to negatives of several changes (`multi_edit`). What a text matcher thinks still true goes, if one is asked. The
LLM says how likely each is beside its caption, and balance chooses over the whole part (`select_negatives`), such that the text alone does
not tell which is the negative. Without balance the slots of each caption are tried in turn (`slots`), and what fails is replaced by its
next slot, once. Last, rewordings that stay true are made (`positives`).
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import pyarrow as pa

from hardneg import lexicon
from hardneg.engine.stage import Outcome, Resources
from hardneg.families import FAMILIES, Name, Target
from hardneg.families.sounds import mark_sounds
from hardneg.grammar.sentence import Sentence
from hardneg.matching.entailment import entailed_of
from hardneg.models import catalogue
from hardneg.parse.columns import sentences_from, targets_from
from hardneg.parse.model import Parser, revision
from hardneg.parse.tags import parser
from hardneg.rewrite import llm
from hardneg.rewrite.debias import positives
from hardneg.rewrite.debias.embedder import Reader
from hardneg.rewrite.debias.positive_adversarial import Beside
from hardneg.rewrite.debias.select_negatives import pick
from hardneg.rewrite.generate import prompts
from hardneg.rewrite.generate.context_window import Context, edit_token, encoder
from hardneg.rewrite.generate.fill import by_llm, by_rule, draft
from hardneg.rewrite.generate.label_noise import spoil_some
from hardneg.rewrite.generate.likelihood import gaps_of
from hardneg.rewrite.generate.multi_edit import alternating, combined
from hardneg.rewrite.generate.plausibility_floor import make as floor_of
from hardneg.rewrite.generate.validate import doubt, keep
from hardneg.rewrite.negative_columns import fields
from hardneg.rewrite.propose import attribute_moves, long_captions
from hardneg.rewrite.propose.candidates import proposals
from hardneg.rewrite.propose.cooccurrence import Company
from hardneg.rewrite.propose.slots import slots
from hardneg.rewrite.rejects import reject
from hardneg.rewrite.types import Checked, Draft, Slot, Wanted, Written
from hardneg.schemas.arrow import arrow_schema, to_table
from hardneg.schemas.config import Config, fingerprinted
from hardneg.schemas.family import EXCHANGES
from hardneg.schemas.own_image import without_image
from hardneg.schemas.reasons import Reason
from hardneg.schemas.rows import CaptionRow, ParsedRow, Reject, RewrittenRow
from hardneg.seeding import generator_for

# Of this stage's logic; raised when it changes a result.
VERSION = 13
_ROUNDS = 2


class RewriteStage:
    """Parsed captions in; captions with negatives out. A caption without any negative is a reject."""

    name = "rewrite"
    reads = arrow_schema(ParsedRow)
    writes = arrow_schema(RewrittenRow)

    def __init__(self, config: Config) -> None:
        self.config = config.rewrite
        self.seed = config.seed
        self.parse_model = config.parse.model
        self.form = config.captions.form
        self._draws = config.synthesise.enabled and self.config.balance.enabled and self.config.balance.with_image > 0
        self.resources = Resources(self.config.cpus, self.config.gpus, int(self.config.memory_gb * 2**30))
        self.prompts = {name.value: prompts.load(name) for name, family in FAMILIES.items() if family.hole}
        self._parser: Parser | None = None
        self.llm: llm.LLM | None = None
        self._reader: Reader | None = None
        self._entailed = entailed_of(self.config.balance)
        self._floor = floor_of(self.config)

    def setup(self) -> None:
        """Load spaCy, the matcher of texts if one is asked and, unless the method is `rules`, the LLM (or its server) and the reader."""
        self._parser = parser(self.parse_model, self.form)
        if self.config.method == "llm":
            self.llm = llm.make(self.config.llm)
            self._reader = Reader(self._reads) if self._reads else None
        if self._entailed is not None:
            self._entailed.setup()
        if self._floor is not None:
            self._floor.setup()

    def process(self, rows: pa.Table) -> Outcome:
        """Write the negatives of all captions of a part."""
        if self._parser is None:
            self.setup()
        assert self._parser is not None
        if self.llm is not None:
            self.llm.fresh()
        ids = rows["id"].to_pylist()
        captions = rows["caption"].to_pylist()
        sentences = sentences_from(captions, rows["tokens"], self.form)
        mark_sounds(sentences)
        targets = [
            self.context.within(sentence.text, attribute_moves.possible(sentence, each, self.config))
            for sentence, each in zip(sentences, targets_from(rows["targets"]), strict=True)
        ]
        kept: list[list[Checked]] = [[] for _ in ids]
        rejects: list[Reject] = []
        counts: dict[str, int] = {}
        floored: Counter[str] = Counter()
        if self._floor is not None:
            self._floor.fresh()
        beside: Beside | None = None
        if self.config.balance.enabled:
            company = Company(sentences)
            wanted = proposals(sentences, targets, ids, company, self.config, self.seed)
            self._keep(self._drafts(wanted, sentences, ids, rejects), sentences, ids, kept, rejects)
            floored += self._plausible(kept, sentences, ids, rejects)
            asked = doubt(kept, sentences, ids, rejects, self._entailed) if self._entailed is not None else {}
            self._combine(sentences, ids, kept, rejects)
            gaps = self._gaps(captions, kept)
            chance = generator_for(self.seed, ids[0] if ids else "", self.name, "balance")
            imaged = [not each for each in without_image(rows).to_pylist()] if self._draws else []
            kept, gaps, counts, beside = pick(sentences, company, kept, gaps, self.config, chance, self._reader, imaged)
            counts |= asked
        else:
            floored += self._in_turn(sentences, targets, ids, kept, rejects)
            self._combine(sentences, ids, kept, rejects)
            kept = [alternating(each, long_captions.most(caption, self.config)) for each, caption in zip(kept, captions, strict=True)]
            gaps = [] if self.config.invalid_share else self._gaps(captions, kept)
        if self.config.invalid_share:
            for sentence, caption_id, have in zip(sentences, ids, kept, strict=True):
                spoil_some(have, sentence, caption_id, self.config.invalid_share, self.seed)
            gaps, beside = self._gaps(captions, kept), None
        rejects.extend(
            Reject(
                id=ids[i],
                stage=self.name,
                reason=Reason.NO_NEGATIVE,
                detail="none holds, is plausible and even",
                caption=captions[i][:500],
            )
            for i, each in enumerate(kept)
            if not each
        )
        usage = self.llm.usage.take() if self.llm is not None else {}
        negatives = [[each.draft.negative for each in have] for have in kept]
        swapped = {i for i, have in enumerate(kept) if any(each.draft.family in EXCHANGES for each in have)}
        made = positives.write(sentences, ids, negatives, self._parser, self.config.positives_per_caption, self.seed, beside, swapped)
        return Outcome(
            self._table(rows, kept, gaps, made.positives), to_table(rejects, Reject), {**usage, **counts, **floored, **made.counts}
        )

    def fingerprint(self) -> dict[str, object]:
        """Config, seed, prompts, lexicon, and the revisions of spaCy's model, the LLM, the reader, the scorer and the text matcher."""
        config = fingerprinted(self.config)
        if not self._draws:
            config["balance"].pop("with_image")
        if self.config.method == "rules":
            config.pop("llm")
        if self._floor is None:
            config.pop("plausibility")
        return {
            "version": VERSION,
            "config": config,
            "seed": self.seed,
            "form": self.form,
            "parse_model": revision(self.parse_model),
            "lexicon": lexicon.fingerprint(),
            "synonyms": lexicon.fingerprint((lexicon.SYNONYMS,)),
            "prompts": {prompt.id: prompt.hash for prompt in self.prompts.values()},
            "llm": llm.revision(self.config.llm) if self.config.method == "llm" else None,
            "reader": catalogue.revision(self._reads) if self._reads else None,
            "plausibility": self._floor.scorer.revision if self._floor is not None else None,
            "text_matcher": self._entailed.chosen.revision if self._entailed is not None else None,
        }

    @property
    def context(self) -> Context:
        """What the text encoder of `rewrite.tokenizer` reads; the tokenizer is loaded once a process."""
        return Context(encoder(self.config.tokenizer), self.config.max_edit_tokens)

    @property
    def _reads(self) -> str | None:
        balance = self.config.balance
        return balance.reader if balance.enabled and self.config.method == "llm" else None

    def _in_turn(
        self,
        sentences: Sequence[Sentence],
        targets: Sequence[Sequence[Target]],
        ids: Sequence[str],
        kept: list[list[Checked]],
        rejects: list[Reject],
    ) -> Counter[str]:
        """Without balance: the first slots of each caption that hold; returns the counts of the floor."""
        floored: Counter[str] = Counter()
        queues = [
            slots(sentence, each, caption_id, self.config, self.seed)
            for sentence, each, caption_id in zip(sentences, targets, ids, strict=True)
        ]
        for _ in range(_ROUNDS):
            wanted = list(self._next(queues, sentences, kept))
            if not wanted:
                break
            self._keep(self._drafts(wanted, sentences, ids, rejects), sentences, ids, kept, rejects)
            floored += self._plausible(kept, sentences, ids, rejects)
        return floored

    def _plausible(
        self, kept: list[list[Checked]], sentences: Sequence[Sentence], ids: Sequence[str], rejects: list[Reject]
    ) -> Counter[str]:
        """Apply the floor of plausibility, if there is one; returns its counts."""
        return Counter(self._floor.apply(kept, sentences, ids, rejects)) if self._floor is not None else Counter()

    def _next(self, queues: Sequence[Iterator[Slot]], sentences: Sequence[Sentence], kept: Sequence[Sequence[Checked]]) -> Iterator[Wanted]:
        """The slots of a round: as many for each caption as it still lacks."""
        for i, (queue, sentence, have) in enumerate(zip(queues, sentences, kept, strict=True)):
            for _, slot in zip(range(long_captions.most(sentence.text, self.config) - len(have)), queue, strict=False):
                yield Wanted(i, slot)

    def _drafts(
        self, wanted: Sequence[Wanted], sentences: Sequence[Sentence], ids: Sequence[str], rejects: list[Reject]
    ) -> Iterator[Draft | Reject]:
        """The slots filled and spliced, or why they could not be."""
        for each, text in self._write(wanted, sentences, ids, rejects):
            sentence, caption_id = sentences[each.row], ids[each.row]
            made = draft(each, text, sentence)
            if isinstance(made, Draft):
                yield from attribute_moves.paid(made, sentence, caption_id, self.config, self.seed)
            else:
                yield reject(each, caption_id, sentence, *made, text.text)

    def _write(
        self, wanted: Sequence[Wanted], sentences: Sequence[Sentence], ids: Sequence[str], rejects: list[Reject]
    ) -> list[tuple[Wanted, Written]]:
        """Fill the slots: holes by the LLM where there is one, the rest and what it could not fill by rule."""
        writes = self.llm is not None and self.config.hole != "score"
        holes = [each for each in wanted if FAMILIES[Name(each.slot.target.family)].hole] if writes else []
        filled: dict[int, Written | None] = {}
        if self.llm is not None and holes:
            answers = by_llm(holes, sentences, self.prompts, self.llm, self.config.llm.model)
            filled = {id(each): answer for each, answer in zip(holes, answers, strict=True)}
        written = []
        for each in wanted:
            answer = filled.get(id(each))
            if answer is None and (FAMILIES[Name(each.slot.target.family)].hole and not each.slot.offered):
                rejects.append(reject(each, ids[each.row], sentences[each.row], Reason.BAD_FILL, "the LLM wrote nothing that fits"))
                continue
            written.append((each, answer or by_rule(each, ids[each.row], self.seed)))
        return written

    def _keep(
        self,
        drafts: Iterable[Draft | Reject],
        sentences: Sequence[Sentence],
        ids: Sequence[str],
        kept: list[list[Checked]],
        rejects: list[Reject],
    ) -> None:
        assert self._parser is not None
        rejects.extend(keep(drafts, sentences, ids, kept, self._parser, self.context))

    def _combine(self, sentences: Sequence[Sentence], ids: Sequence[str], kept: list[list[Checked]], rejects: list[Reject]) -> None:
        """Of long captions, negatives of several changes beside the single ones that hold."""
        made = [
            each
            for sentence, caption_id, have in zip(sentences, ids, kept, strict=True)
            for each in combined([checked.draft for checked in have], sentence, caption_id, self.config, self.seed)
        ]
        self._keep(made, sentences, ids, kept, rejects)

    def _gaps(self, captions: Sequence[str], kept: Sequence[Sequence[Checked]]) -> list[list[float | None]]:
        return gaps_of(captions, [[each.draft.negative for each in have] for have in kept], self.llm)

    def _table(
        self,
        rows: pa.Table,
        kept: Sequence[Sequence[Checked]],
        gaps: Sequence[Sequence[float | None]],
        reworded: Sequence[Sequence[positives.Positive]],
    ) -> pa.Table:
        model = self.config.llm.model
        negatives = [
            [
                fields(checked, gap, model, edit_token(caption, checked.draft.negative, self.context.encode))
                for checked, gap in zip(each, of_each, strict=True)
            ]
            for caption, each, of_each in zip(rows["caption"].to_pylist(), kept, gaps, strict=True)
        ]
        table = rows.select(arrow_schema(CaptionRow).names)
        for name, values in (positives.columns(reworded) | {"negatives": negatives}).items():
            table = table.append_column(self.writes.field(name), pa.array(values, self.writes.field(name).type))
        return table.filter(pa.array([bool(each) for each in kept], pa.bool_()))


def make(config: Config) -> RewriteStage:
    """The stage of a config."""
    return RewriteStage(config)
