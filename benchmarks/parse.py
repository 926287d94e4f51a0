"""Captions a second of the parse stage, through Ray and storage, beside those of raw `nlp.pipe` with the same components.

Both see the same captions, on the same number of cores: raw spaCy runs in as many processes as the stage has workers. The stage's time
is from the start of the run to its end, less what Ray takes to start (reported by itself) and with spaCy loaded on both sides in the time.
"""

import json
import subprocess
import sys
from itertools import cycle, islice
from pathlib import Path

import pyarrow as pa

from pipeline.captions.stage import CaptionsStage
from pipeline.parts import Counts, publish
from pipeline.stage import Outcome
from schemas.arrow import arrow_schema
from schemas.manifest import Negatives
from schemas.rows import CaptionRow, Reject

RAW = """
import json, sys, time
from pipeline.parse.model import load
captions = json.load(open(sys.argv[1]))
nlp = load("en_core_web_sm")
list(nlp.pipe(captions[:256]))
began = time.perf_counter()
for doc in nlp.pipe(captions, batch_size=256):
    pass
print(time.perf_counter() - began)
"""


def captions(file: str, count: int) -> list[str]:
    """`count` captions, those of a JSONL file over and over."""
    with Path(file).open(encoding="utf-8") as lines:
        known = [str(json.loads(line)["caption"]).strip() for line in lines]
    return list(islice(cycle([caption for caption in known if len(caption) > 10]), count))


def raw_seconds(texts: list[str], processes: int, folder: Path) -> float:
    """Seconds of `nlp.pipe` alone over `texts`, shared between `processes`; without loading."""
    running = []
    for n in range(processes):
        share = folder / f"share-{n}.json"
        share.write_text(json.dumps(texts[n::processes]))
        running.append(subprocess.Popen([sys.executable, "-c", RAW, str(share)], stdout=subprocess.PIPE, text=True))
    return max(float(process.communicate()[0]) for process in running)


def write_captions(texts: list[str], out: str, part_size: int) -> int:
    """Publish `texts` as the captions stage would; the number of parts."""
    none = arrow_schema(Reject).empty_table()
    parts = 0
    for parts, start in enumerate(range(0, len(texts), part_size), start=1):
        rows = [
            {"id": f"{start + i:020x}", "caption": text, "source": {"input": "benchmark", "key": str(start + i)}}
            for i, text in enumerate(texts[start : start + part_size])
        ]
        table = pa.Table.from_pylist(rows, schema=arrow_schema(CaptionRow))
        publish(out, CaptionsStage.name, parts - 1, f"captions{start}", Outcome(table, none), Counts(len(rows), len(rows), {}, Negatives()))
    return parts
