"""Skip what cannot be read, where that is asked for."""

import warnings

from hardneg.errors import UserError
from hardneg.loading.options import Options

SHOWN = 10
"""Upper bound on the skipped images that a reader names. Further ones are skipped without a warning."""

NO_NEGATIVES = "needs_image and family_weights exclude all negatives"
"""Message of a loader that has no sample at all."""


def skip(fault: str, options: Options, count: int = 0) -> None:
    """Warn of what is skipped.

    Raises:
        UserError: Nothing is to be skipped.
    """
    if options.on_error == "raise":
        raise UserError(fault)
    if count <= SHOWN:
        warnings.warn(f"hardneg.load skips: {fault}" + ("; further ones are not shown" if count == SHOWN else ""), stacklevel=2)
