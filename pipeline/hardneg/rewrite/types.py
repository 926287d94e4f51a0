"""Records of the rewrite stage: slots, drafts, and negatives that passed the checks."""

from typing import NamedTuple

from hardneg.families import Target
from hardneg.grammar.splice import Edit
from hardneg.schemas.rows import Generator


class Slot(NamedTuple):
    """One negative that is wanted. `offered` is empty where nothing is to be chosen, or where an LLM may write freely."""

    target: Target
    offered: tuple[str, ...]
    seed: int


class Wanted(NamedTuple):
    """A slot of the caption at `row` of the part."""

    row: int
    slot: Slot


class Written(NamedTuple):
    """What stands in a slot, and who wrote it."""

    text: str
    generator: Generator


class Draft(NamedTuple):
    """A negative that has not been checked yet. `also` are the targets of its second and third change, where it makes several."""

    wanted: Wanted
    edits: tuple[Edit, ...]
    negative: str
    generator: Generator
    also: tuple[Target, ...] = ()

    @property
    def family(self) -> str:
        """The family of all its changes."""
        return self.wanted.slot.target.family

    @property
    def targets(self) -> tuple[Target, ...]:
        """All that it changes."""
        return self.wanted.slot.target, *self.also


class Checked(NamedTuple):
    """A negative that holds, with its id. With `needs_image` it is kept only where a verified image of its own shows it (`exemption`)."""

    id: str
    draft: Draft
    needs_image: bool = False
