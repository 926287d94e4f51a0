"""Keep the proposals of a caption compressed until selection, which goes over a whole part. Few of them are selected."""

import zlib
from collections.abc import Iterator, Sequence
from typing import overload

from pydantic import ConfigDict, TypeAdapter

from hardneg.rewrite.types import Proposal

_PROPOSALS = TypeAdapter(tuple[Proposal, ...], config=ConfigDict(ser_json_inf_nan="constants"))


def dumped(proposals: Sequence[Proposal]) -> str:
    """Return proposals as JSON."""
    return _PROPOSALS.dump_json(tuple(proposals)).decode()


class PackedProposals(Sequence[Proposal]):
    """A `PackedProposals` holds proposals as compressed JSON, in less than a fifth of the memory, and unpacks them whenever one is read.

    Args:
        json: The proposals as `dumped` returns them.
    """

    __slots__ = ("_count", "_packed")

    def __init__(self, json: str) -> None:
        self._count = len(_PROPOSALS.validate_json(json))
        self._packed = zlib.compress(json.encode(), level=1)

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Proposal]:
        return iter(self._unpacked())

    @overload
    def __getitem__(self, index: int) -> Proposal: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Proposal, ...]: ...
    def __getitem__(self, index: int | slice) -> Proposal | tuple[Proposal, ...]:
        return self._unpacked()[index]

    def __repr__(self) -> str:
        return repr(self._unpacked())

    def _unpacked(self) -> tuple[Proposal, ...]:
        return _PROPOSALS.validate_json(zlib.decompress(self._packed)) if self._count else ()
