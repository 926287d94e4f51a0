"""Write `schemas/`: JSON Schemas of rows, config, manifest, markers, prompts and rejects, and the Arrow schema of the shards as text.

python -m scripts.build_schemas
"""

import json
from pathlib import Path

from pydantic import BaseModel

from hardneg.matching.question import Question
from hardneg.rewrite.generate.prompt import ParaphrasePrompt, Prompt, WriterPrompt
from hardneg.schemas.arrow import arrow_schema
from hardneg.schemas.calibration import Calibration, LabelledScore
from hardneg.schemas.config import Config
from hardneg.schemas.label import Label
from hardneg.schemas.manifest import Cut, Done, Manifest, Packed
from hardneg.schemas.rows import CaptionRow, InputRow, ParsedRow, Reject, RewrittenRow, ShardRow

OUT = Path(__file__).parents[1] / "schemas"
MODELS: dict[str, type[BaseModel]] = {
    "input_row": InputRow,
    "caption_row": CaptionRow,
    "parsed_row": ParsedRow,
    "rewritten_row": RewrittenRow,
    "shard_row": ShardRow,
    "reject": Reject,
    "config": Config,
    "manifest": Manifest,
    "done": Done,
    "input_done": Cut,
    "shards_done": Packed,
    "calibration": Calibration,
    "labelled_score": LabelledScore,
    "label": Label,
    "prompt": Prompt,
    "question": Question,
    "writer_prompt": WriterPrompt,
    "paraphrase_prompt": ParaphrasePrompt,
}


def texts() -> dict[str, str]:
    """Return the content of each file of `schemas/` by its name."""
    found = {f"{name}.schema.json": json.dumps(model.model_json_schema(), indent=1) + "\n" for name, model in MODELS.items()}
    columns = [f"{field.name}: {field.type}{'' if field.nullable else ' not null'}\n" for field in arrow_schema(ShardRow)]
    return found | {"shards.arrow.txt": "".join(columns)}  # not Schema.to_string, which shortens long types


def main() -> None:
    """Write all files, and remove those without a model."""
    OUT.mkdir(exist_ok=True)
    wanted = texts()
    for path in OUT.iterdir():
        if path.is_file() and path.name not in wanted:
            path.unlink()
    for name, text in wanted.items():
        (OUT / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
