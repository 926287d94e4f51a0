"""List each file of a folder once. Caches of the Hugging Face hub and of `datasets` hold revisions, links and partial downloads."""

import posixpath
from collections.abc import Iterator
from typing import Any, NamedTuple

SNAPSHOTS = "/snapshots/"
BLOBS = "/blobs/"


class HubFiles(NamedTuple):
    """Hold the paths to read in order, and the skipped paths by reason."""

    paths: list[str]
    skipped: dict[str, list[str]]


def unique_files(fs: Any, root: str) -> HubFiles:
    """List the files under `root`, without those that are incomplete, written by `map`, of another revision, or links to listed files."""
    found: dict[str, dict[str, Any]] = fs.find(root, detail=True)
    newest = dict(_revisions(fs, root, found))
    versions = _versions(root, found)
    kept: list[str] = []
    skipped: dict[str, list[str]] = {}
    targets: set[str] = set()
    for path in sorted(found):
        reason = _why_skipped(path[len(root) :], path, newest, versions)
        target = _target(path, found[path])
        if reason is None and target in targets:
            reason = "not read, because it is a link to a file that is read"
        if reason is None:
            kept.append(path)
            targets.add(target)
        elif reason:
            skipped.setdefault(reason, []).append(path)
    return HubFiles(kept, skipped)


def is_storable(name: str) -> bool:
    """Return whether a name can be stored in a row: one that is not UTF-8 on the disk cannot."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _why_skipped(relative: str, path: str, newest: dict[str, str], versions: dict[str, str]) -> str | None:
    """Return why a file is skipped; an empty text where the user need not know."""
    base = posixpath.basename(relative)
    if not is_storable(relative):
        return "not read, because its name is not UTF-8; rename it"
    if ".incomplete" in relative:
        return "not read, because its download or preparation was not finished"
    if base.endswith(".lock") or path.partition(BLOBS)[0] in newest:
        return ""
    if base.endswith(".arrow") and base.startswith(("cache-", "tmp", "indices")):
        return "not read, because map, filter or sort of `datasets` wrote it; save the data set with save_to_disk to read it"
    before, snapshots, after = path.partition(SNAPSHOTS)
    if snapshots and before in newest and after.partition("/")[0] != newest[before]:
        return f"not read, because revision {newest[before][:12]} is read; name the folder of another revision to read that"
    folder = posixpath.dirname(path)
    newer = versions.get(folder, folder)
    if newer != folder and base == "dataset_info.json":
        return ""
    if newer != folder:
        return f"not read, because {posixpath.basename(newer)} holds files of the same names and is newer; name the folder to read it"
    return None


def _revisions(fs: Any, root: str, found: dict[str, dict[str, Any]]) -> Iterator[tuple[str, str]]:
    """Yield each repository in the hub's cache with the revision to read: that of `refs/main`, else the last one."""
    revisions: dict[str, set[str]] = {}
    for path in found:
        before, snapshots, after = path.partition(SNAPSHOTS)
        if snapshots and len(before) >= len(root):
            revisions.setdefault(before, set()).add(after.partition("/")[0])
    for before, names in revisions.items():
        main = f"{before}/refs/main"
        named = fs.cat_file(main).decode(errors="replace").strip() if main in found else ""
        yield before, named if named in names else max(names)


def _versions(root: str, found: dict[str, dict[str, Any]]) -> dict[str, str]:
    """Return the folders of the cache of `datasets` with the same files as a sibling, and the newest of those siblings."""
    folders: dict[str, set[str]] = {}
    for path in found:
        if path.endswith(".arrow") and f"{posixpath.dirname(path)}/dataset_info.json" in found:
            folders.setdefault(posixpath.dirname(path), set()).add(posixpath.basename(path))
    siblings: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for folder, names in folders.items():
        if len(folder) > len(root):
            siblings.setdefault((posixpath.dirname(folder), tuple(sorted(names))), []).append(folder)
    newest = {key: max(group, key=lambda folder: (_time(found[f"{folder}/dataset_info.json"]), folder)) for key, group in siblings.items()}
    return {folder: newest[key] for key, group in siblings.items() if len(group) > 1 for folder in group}


def _time(info: dict[str, Any]) -> str:
    return str(next((info[name] for name in ("mtime", "LastModified", "created") if info.get(name) is not None), ""))


def _target(path: str, info: dict[str, Any]) -> str:
    """Return the path that a link points to, or the path itself."""
    destination = info.get("destination")
    if not info.get("islink") or not destination:
        return path
    target = destination.decode() if isinstance(destination, bytes) else str(destination)
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
