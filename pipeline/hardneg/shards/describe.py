"""Write the files that describe the shards: README.md, croissant.json, SHA256SUMS and the done marker.

They are written again, without the shards, where the config of the card or the measured leakage has changed.
"""

from hardneg.engine import storage
from hardneg.engine.manifest import read_manifest
from hardneg.engine.order import folders
from hardneg.engine.parts import read_dones
from hardneg.engine.stage_counts import StageFacts, stages_of
from hardneg.schemas.config import Config
from hardneg.schemas.manifest import Manifest, Packed, Quality, verification_of_shards
from hardneg.shards.card import Contents, card
from hardneg.shards.croissant import croissant
from hardneg.shards.files import DONE, read_packed

README = "README.md"
CROISSANT = "croissant.json"
SUMS = "SHA256SUMS"

DESCRIBING = frozenset({README, CROISSANT, SUMS})
"""Files that are written again without the shards."""


def describe(out: str, config: Config, packed: Packed) -> Packed:
    """Write the files that describe the shards in `OUT/shards/`, the done marker last, and return it with their hashes."""
    folder = storage.join(out, "shards")
    made, digests = _files(out, config, packed)
    for name, text in made.items():
        storage.write(storage.join(folder, name), text.encode())
    listed = storage.sizes(folder) | packed.bytes
    sizes = {name: len(made[name].encode()) if name in made else listed[name] for name in digests if "/" not in name}
    whole = packed.model_copy(update={"sha256": digests, "bytes": sizes}).sealed()
    storage.write(storage.join(folder, DONE), (whole.model_dump_json(indent=2) + "\n").encode())
    return whole


def refresh(out: str, config: Config | None = None) -> bool:
    """Describe the shards of `out` again, and return whether that changed a file. `config` is that of the manifest if omitted.

    Nothing happens where there are no finished shards.
    """
    folder = storage.join(out, "shards")
    packed = read_packed(folder)
    if packed is None:
        return False
    manifest = read_manifest(out)
    config = config or (manifest.config if manifest is not None else None)
    if config is None or not packed.splits:
        return False
    if packed.only(DESCRIBING).vouches_for(storage.sizes(folder)) and _files(out, config, packed)[1] == packed.sha256:
        return False
    describe(out, config, packed)
    return True


def _files(out: str, config: Config, packed: Packed) -> tuple[dict[str, str], dict[str, str]]:
    """Return the texts of the files by name, and the hashes of all files of the shards' folder."""
    contents = _contents(out, config, packed)
    made = {README: card(contents), CROISSANT: croissant(contents)}
    digests = {name: sha256 for name, sha256 in packed.sha256.items() if name not in DESCRIBING}
    digests |= {name: storage.sha256(text.encode()) for name, text in made.items()}
    made[SUMS] = "".join(f"{sha256}  {name}\n" for name, sha256 in sorted(digests.items()))
    return made, digests | {SUMS: storage.sha256(made[SUMS].encode())}


def _contents(out: str, config: Config, packed: Packed) -> Contents:
    shards = {name: packed.sha256[name] for name in packed.rows}
    told = Contents(packed.run_id, packed.splits, shards, config.shards.card, writers=packed.writers)
    manifest = read_manifest(out)
    if manifest is None or manifest.run_id != packed.run_id:
        return told
    return told._replace(
        stages=_stages(out, manifest),
        versions=manifest.versions,
        models=manifest.models,
        prompts=manifest.prompts,
        guarantees=manifest.guarantees,
        verification=verification_of_shards(manifest, packed),
        quality=_quality(manifest, packed),
    )


def _quality(manifest: Manifest, packed: Packed) -> Quality | None:
    return manifest.quality if manifest.quality is not None and manifest.quality.shards == packed.fingerprint else None


def _stages(out: str, manifest: Manifest) -> list[StageFacts]:
    """Return the figures of each stage; none where a done marker is missing, as where a user removed the parts of a stage."""
    dones = {folder: read_dones(out, folder, manifest.parts) for folder in folders(manifest.config)[1:]}
    if any(done is None for some in dones.values() for done in some):
        return []
    return stages_of(manifest, {folder: [done for done in some if done is not None] for folder, some in dones.items()})
