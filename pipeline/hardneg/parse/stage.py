"""Run the parse stage: spaCy parses each caption, and the families find their targets in it."""

from collections.abc import Sequence

import pyarrow as pa

from hardneg import lexicon
from hardneg.engine.collection import no_collection
from hardneg.engine.stage import OUTSIDE_A_RUN, Outcome, Resources, RunContext, Stage
from hardneg.errors import UserError
from hardneg.families import FAMILIES, Target
from hardneg.families.sounds import mark_sounds
from hardneg.grammar.sentence import Sentence
from hardneg.parse.columns import targets_column, tokens_column
from hardneg.parse.describes import objection
from hardneg.parse.model import Parser, revision
from hardneg.parse.tags import parser
from hardneg.schemas.arrow import arrow_schema
from hardneg.schemas.captions import Descriptions, Form
from hardneg.schemas.config import Config, ParseConfig, fingerprinted
from hardneg.schemas.reasons import Reason, Verdict
from hardneg.schemas.rows import CaptionRow, ParsedRow, Reject


class ParseStage(Stage):
    """Add tokens and targets to captions. Captions that describe nothing, or that have no target, become rejects."""

    name = "parse"
    reads = arrow_schema(CaptionRow)
    writes = arrow_schema(ParsedRow)

    def __init__(self, config: ParseConfig, form: Form = "caption", descriptions: Descriptions = "require") -> None:
        self.config = config
        self.form = form
        self.descriptions = descriptions
        self.resources = Resources.of(config)
        self._parser: Parser | None = None

    def setup(self) -> None:
        """Load spaCy."""
        self._parser = parser(self.config.model, self.form, self.config.batch_size)

    def process(self, rows: pa.Table) -> Outcome:
        """Parse the captions and find their targets."""
        if self._parser is None:
            self.setup()
        assert self._parser is not None
        with no_collection():
            sentences = list(self._parser.parse(rows["caption"].to_pylist()))
            mark_sounds(sentences)
            objections = [objection(sentence, self.descriptions == "require") for sentence in sentences]
            targets = [[] if why is not None else find_targets(sentence) for sentence, why in zip(sentences, objections, strict=True)]
        parsed = rows.select(arrow_schema(CaptionRow).names)
        parsed = parsed.append_column(self.writes.field("tokens"), tokens_column(sentences))
        parsed = parsed.append_column(self.writes.field("targets"), targets_column(targets)).cast(self.writes)
        kept = pa.array([bool(each) for each in targets], pa.bool_())
        return Outcome(parsed.filter(kept), _rejects(rows, targets, objections))

    def fingerprint(self) -> dict[str, object]:
        """Return config, form of the captions, spaCy model and lexicon."""
        return {
            "config": fingerprinted(self.config),
            "form": self.form,
            "descriptions": self.descriptions,
            "models": {"model": revision(self.config.model)},
            "lexicon": lexicon.fingerprint(),
        }


def make(config: Config, context: RunContext = OUTSIDE_A_RUN) -> ParseStage:  # noqa: ARG001 - one signature for all stages
    """Return the stage of a config.

    Raises:
        UserError: The config names a family that cannot edit captions of this form.
    """
    unfit = [name.value for name in config.rewrite.families if name.traits.opt_in and not name.traits.in_tags]
    if config.captions.form == "tags" and unfit:
        raise UserError(f"rewrite.families: {', '.join(unfit)} cannot edit lists of tags (captions.form: tags); remove it")
    return ParseStage(config.parse, config.captions.form, config.captions.descriptions)


def find_targets(sentence: Sentence) -> list[Target]:
    """Return the targets of all families that edit captions of this form, in the order of the families and of the words."""
    families = [family for name, family in FAMILIES.items() if name.traits.in_tags or not sentence.tags]
    return [target for family in families for target in family.find(sentence)]


def _rejects(rows: pa.Table, targets: Sequence[Sequence[Target]], objections: Sequence[Verdict]) -> pa.Table:
    empty = [i for i, each in enumerate(targets) if not each]
    chosen = rows.select(["id", "caption"]).take(pa.array(empty, pa.int64())).to_pylist()
    rejects = []
    for i, row in zip(empty, chosen, strict=True):
        reason, detail = objections[i] or (Reason.NOTHING_TO_EDIT, "no family finds a target")
        rejects.append(Reject(id=row["id"], stage="parse", reason=reason, detail=detail, caption=row["caption"][:500]))
    return pa.Table.from_pylist([reject.model_dump() for reject in rejects], schema=arrow_schema(Reject))
