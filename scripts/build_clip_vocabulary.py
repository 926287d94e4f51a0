"""Build `pipeline/hardneg/lexicon/clip_merges.parquet`: the byte-pair merges of CLIP's tokenizer, from the file that open_clip ships.

    pip download --no-deps open-clip-torch && unzip open_clip_torch-*.whl
    python -m scripts.build_clip_vocabulary open_clip/bpe_simple_vocab_16e6.txt.gz

The same input gives the same bytes. The merges are OpenAI's (repository `openai/CLIP`, MIT licence).
"""

import argparse
import gzip
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

OUT = Path(__file__).parent.parent / "pipeline" / "hardneg" / "lexicon" / "clip_merges.parquet"
MERGES = 49152 - 256 - 2
"""Number of merges that `openai/CLIP` reads; with 512 tokens of single bytes, and those of start and end, they make 49,408 tokens."""


def main() -> None:
    """Read the merges that CLIP uses, and write them as two columns."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", help="bpe_simple_vocab_16e6.txt.gz of the package open-clip-torch")
    lines = gzip.decompress(Path(parser.parse_args().file).read_bytes()).decode().split("\n")
    pairs = [line.split() for line in lines[1 : MERGES + 1]]
    table = pa.table({"left": [left for left, _ in pairs], "right": [right for _, right in pairs]})
    pq.write_table(table.replace_schema_metadata({"source": "openai/CLIP, MIT licence"}), OUT, compression="zstd", compression_level=19)
    print(f"{OUT.name}: {table.num_rows:,} merges, {OUT.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
