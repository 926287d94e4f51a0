"""Proposals of all families before any selection, by rules."""

from collections.abc import Iterator, Sequence

import pyarrow as pa

from hardneg.captions.cleaning.clean import Rejected, clean
from hardneg.parse.columns import sentences_from, targets_from
from hardneg.parse.stage import make as parser
from hardneg.rewrite.propose import attribute_moves
from hardneg.rewrite.propose.candidates import proposals as wanted
from hardneg.rewrite.propose.cooccurrence import Company
from hardneg.rewrite.stage import RewriteStage
from hardneg.rewrite.types import Checked
from hardneg.schemas.arrow import arrow_schema
from hardneg.schemas.config import Config
from hardneg.schemas.rows import CaptionRow

_AT_ONCE = 512


def proposals(captions: Sequence[str]) -> Iterator[dict[str, str]]:
    """Yield `caption`, `negative` and `family` of every proposal that holds."""
    config = Config.model_validate({"rewrite": {"method": "rules"}})
    stage = RewriteStage(config)
    stage.setup()
    for first in range(0, len(captions), _AT_ONCE):
        texts = [clean(text, config.captions) for text in captions[first : first + _AT_ONCE]]
        rows = [
            {"id": f"{first + i}", "caption": text, "source": {"input": "captions", "key": str(first + i)}}
            for i, text in enumerate(texts)
            if not isinstance(text, Rejected)
        ]
        parsed = parser(config).process(pa.Table.from_pylist(rows, schema=arrow_schema(CaptionRow))).rows
        own, ids = parsed["caption"].to_pylist(), parsed["id"].to_pylist()
        sentences = sentences_from(own, parsed["tokens"], config.captions.form)
        targets = [
            attribute_moves.possible(sentence, each, config.rewrite)
            for sentence, each in zip(sentences, targets_from(parsed["targets"]), strict=True)
        ]
        kept: list[list[Checked]] = [[] for _ in ids]
        drafts = stage._drafts(wanted(sentences, targets, ids, Company(sentences), config.rewrite, config.seed), sentences, ids, [])
        stage._keep(drafts, sentences, ids, kept, [])
        for caption, have in zip(own, kept, strict=True):
            for each in have:
                yield {"caption": caption, "negative": each.draft.negative, "family": each.draft.wanted.slot.target.family}
