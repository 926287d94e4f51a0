"""Write instructions for instruction-following editing models: the change, and the caption of the result."""

from collections.abc import Sequence

from hardneg.grammar.splice import Edit


def instruction(edits: Sequence[Edit], negative: str) -> str:
    """Return an instruction such as `change black to brown: A brown dog.` The negative identifies which dog."""
    return f"{_change(edits)}: {negative}"


def _change(edits: Sequence[Edit]) -> str:
    if len(edits) == 2 and (edits[0].old.lower(), edits[0].new.lower()) == (edits[1].new.lower(), edits[1].old.lower()):
        return f"swap {edits[0].old.strip()} and {edits[1].old.strip()}"
    return ", ".join(_one(edit.old.strip(), edit.new.strip()) for edit in edits)


def _one(old: str, new: str) -> str:
    if not old:
        return f"add {new}"
    return f"change {old} to {new}" if new else f"remove {old}"
