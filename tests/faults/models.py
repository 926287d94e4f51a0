"""Change a prompt, or the weights of a model, between two runs in one OUT."""

import shutil
from pathlib import Path

import yaml
from faults.case import Case
from faults.settings import ONE, Reference, Setting, refer

from hardneg.engine.shipped import shipped
from hardneg.models.resolve import MATCHER, resolve

WEIGHTS = "model.safetensors"


def judged(folder: Path) -> Setting:
    """Return the setting in which a text matcher of a folder of this program judges."""
    sets = [each for each in ONE.sets if not each.startswith("filter.match")]
    return ONE._replace(name="text matcher", sets=(*sets, f"filter.match.text_model={folder / 'text'}"))


def reference(folder: Path) -> Reference:
    """Copy the shipped text matcher, and make the undisturbed run with it."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copytree(resolve("text", MATCHER).path, folder / "text")
    return refer(judged(folder), folder)


def prompt(case: Case) -> bool:
    """Run other prompts, to the end, before those of the setting."""
    folder = case.folder / "prompts"
    shutil.copytree(shipped("prompts"), folder, ignore=shutil.ignore_patterns("matchers"))
    for path in folder.glob("*.yaml"):
        told = yaml.safe_load(path.read_text(encoding="utf-8"))
        if "head" in told:
            told["head"] = "Look at the photo.\n" + told["head"]
            path.write_text(yaml.safe_dump(told, sort_keys=False), encoding="utf-8")
    return _ended(case, f"rewrite.prompts={folder}")


def weights(case: Case) -> bool:
    """Run other weights in the folder of the model, to the end, before those of the setting.

    The other weights have no calibration, since that of the model is refused beside them.
    """
    from safetensors.torch import load_file, save_file

    path = case.reference.out.parent / "text" / WEIGHTS
    fitted = list(path.parent.glob("calibration.*"))
    before = {each: each.read_bytes() for each in (path, *fitted)}

    def restore() -> None:
        for each, data in before.items():
            each.write_bytes(data)

    case.ends.append(restore)
    for each in fitted:
        each.unlink()
    tensors = load_file(path)
    name = case.chance.choice(sorted(name for name, tensor in tensors.items() if tensor.is_floating_point()))
    tensors[name] = tensors[name] * 1.5
    save_file(tensors, path)
    hit = _ended(case)
    restore()
    return hit


def _ended(case: Case, *extra: str) -> bool:
    run = case.start(*extra)
    code = run.wait()
    case.check_refused(run, code)
    if code != 0:
        case.wrong.append(f"the changed run ends with {code}: {case.said}")
    return True
