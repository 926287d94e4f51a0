"""filter: keep the negatives that no judge rejects."""

from collections import Counter
from collections.abc import Mapping, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from hardneg.captions.files.inputs import root_of
from hardneg.engine.stage import OUTSIDE_A_RUN, Outcome, Resources, RunContext, Stage
from hardneg.errors import UserError
from hardneg.filter.judge import Judge, JudgeInput, ModelJudge, Verdicts, lm_gap_within, unjudged_dropped
from hardneg.filter.match import match_judges
from hardneg.schemas.arrow import arrow_schema
from hardneg.schemas.calibration import Guarantee
from hardneg.schemas.config import Config, FilterConfig, fingerprinted
from hardneg.schemas.nesting import count, flatten, nest
from hardneg.schemas.reasons import Reason
from hardneg.schemas.rows import Reject, RewrittenRow


def make(config: Config, context: RunContext = OUTSIDE_A_RUN) -> "FilterStage":
    """Return the stage with the judges of a config. Relative paths of images start in the folder of the run's input."""
    root = root_of(context.input) if context.input is not None and config.filter.match.image_models else ""
    judges: list[Judge] = [lm_gap_within(config.filter), *match_judges(config, root)]
    if config.filter.unjudged == "drop":
        if len(judges) == 1:
            raise UserError("filter.unjudged=drop rejects all negatives where no matcher is named: set filter.match.text_model")
        judges.append(unjudged_dropped())
    return FilterStage(config.filter, judges)


class FilterStage(Stage):
    """Apply the judges in order. A caption that is left with no negative is rejected itself."""

    name = "filter"
    chunk = 512
    reads = arrow_schema(RewrittenRow)
    writes = arrow_schema(RewrittenRow)

    def __init__(self, config: FilterConfig, judges: Sequence[Judge]) -> None:
        self.config = config
        self.judges = judges
        self.models = [judge for judge in judges if isinstance(judge, ModelJudge)]
        self.resources = Resources.of(config)
        self.alone = bool(self.models)

    def setup(self) -> None:
        """Load the matchers; the log-likelihood gaps are in the rows."""
        for judge in self.models:
            judge.setup()

    def process(self, rows: pa.Table) -> Outcome:
        """Let every judge reject negatives, then reject the captions that have none left."""
        rejects = []
        usage: Counter[str] = Counter()
        why: dict[str, tuple[Reason, str | None]] = {}
        for judge in self.judges:
            given = JudgeInput(rows, *flatten(rows))
            verdicts = judge(given)
            stays = verdicts.reason.is_null()
            rejects.append(_stopped(given, verdicts, pc.invert(stays)))
            why |= {rows["id"][row].as_py(): said for row, said in verdicts.captions.items()}
            usage.update(verdicts.usage)
            scored = _with_scores(given.negatives, verdicts)
            rows = nest(rows, scored.filter(stays), given.parents[stays.to_numpy(zero_copy_only=False)])
        left = count(rows) > 0
        rejects.append(_emptied(rows.select(["id", "caption"]).filter(pa.array(~left)), why))
        return Outcome(rows.filter(pa.array(left)), pa.concat_tables(rejects), dict(usage))

    def fingerprint(self) -> dict[str, object]:
        """Return the config of the stage, and the revisions of its matchers with their calibrations."""
        config = fingerprinted(self.config)
        if not self.models:
            del config["match"]
        return {"config": config, "models": {judge.name: judge.fingerprint() for judge in self.models}}

    def guarantees(self) -> dict[str, Guarantee]:
        """Return the guarantee for what each matcher keeps, by the matcher's name, for the manifest."""
        return {judge.name: judge.guarantee() for judge in self.models}


def _with_scores(negatives: pa.Table, verdicts: Verdicts) -> pa.Table:
    for name, values in verdicts.scores.items():
        index = negatives.schema.get_field_index(name)
        negatives = negatives.set_column(index, negatives.schema.field(index), values)
    return negatives


def _stopped(given: JudgeInput, verdicts: Verdicts, stopped: pa.Array) -> pa.Table:
    """Return the rejects of the stopped negatives."""
    negatives = given.negatives.filter(stopped)
    captions = given.captions.select(["id", "caption"]).take(given.parents[stopped.to_numpy(zero_copy_only=False)])
    return _rejects(
        negatives.num_rows,
        id=negatives["id"],
        caption_id=captions["id"],
        reason=verdicts.reason.filter(stopped),
        detail=verdicts.detail.filter(stopped),
        caption=captions["caption"],
        negative=negatives["negative"],
        family=negatives["family"],
    )


def _emptied(captions: pa.Table, why: Mapping[str, tuple[Reason, str | None]]) -> pa.Table:
    """Return the rejects of captions without a negative left; `why` holds those that a judge rejected themselves."""
    said = [why.get(name, (Reason.NONE_KEPT, None)) for name in captions["id"].to_pylist()]
    reason = pa.array([reason.value for reason, _ in said], pa.string())
    detail = pa.array([detail for _, detail in said], pa.string())
    return _rejects(captions.num_rows, id=captions["id"], reason=reason, detail=detail, caption=captions["caption"])


def _rejects(size: int, **columns: pa.Array | pa.ChunkedArray) -> pa.Table:
    schema = arrow_schema(Reject)
    columns["stage"] = pa.array([FilterStage.name] * size, pa.string())
    return pa.Table.from_arrays([columns.get(name, pa.nulls(size, schema.field(name).type)) for name in schema.names], schema=schema)
