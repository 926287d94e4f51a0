"""Make proposals of all families by rule, before any selection."""

from collections.abc import Iterator, Sequence

import pyarrow as pa
from more_itertools import chunked

from hardneg.captions.cleaning.clean import Rejected, clean
from hardneg.parse.stage import make as parser
from hardneg.rewrite.propose.cooccurrence import CoOccurrence
from hardneg.rewrite.stage import RewriteStage
from hardneg.rewrite.types import CaptionState
from hardneg.schemas.arrow import arrow_schema
from hardneg.schemas.config import Config
from hardneg.schemas.rows import CaptionRow

_AT_ONCE = 512


def proposals(captions: Sequence[str]) -> Iterator[dict[str, str]]:
    """Yield `caption`, `negative` and `family` of every valid proposal."""
    config = Config.model_validate({"rewrite": {"writer": "lexicon"}})
    stage = RewriteStage(config)
    stage.setup()
    for some in chunked(captions, _AT_ONCE):
        states = states_of(some, stage, config)
        for caption in stage.proposed(states, CoOccurrence([each.sentence for each in states])).captions:
            for each in caption.proposals:
                yield {"caption": caption.text, "negative": each.negative, "family": each.family}


def states_of(captions: Sequence[str], stage: RewriteStage, config: Config) -> list[CaptionState]:
    """Return the captions that cleaning and the parse stage keep, with their targets; the id of each is its index."""
    cleaned = [(str(number), clean(text, config.captions)) for number, text in enumerate(captions)]
    rows = [
        {"id": key, "caption": text, "source": {"input": "captions", "key": key}} for key, text in cleaned if not isinstance(text, Rejected)
    ]
    return stage.captions(parser(config).process(pa.Table.from_pylist(rows, schema=arrow_schema(CaptionRow))).rows)
