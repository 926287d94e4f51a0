"""Draw `examples/scenes.tar`: scenes with true captions as WebDataset, so that the sample has images.

python -m scripts.build_examples
"""

from pathlib import Path

from hardneg.scenes.write import write_shard

SCENES = Path(__file__).parents[1] / "examples" / "scenes.tar"
SEED = 2026
COUNT = 300


def main() -> None:
    """Write the file, which is deterministic."""
    write_shard(SCENES, SEED, range(COUNT), size=64)
    print(f"{SCENES.name}: {COUNT} scenes, {SCENES.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
