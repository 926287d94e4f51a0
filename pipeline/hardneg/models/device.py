"""Choose the device that a model runs on. This is a module of its own, since our own models need torch for it and not transformers."""

from typing import Any

from hardneg.errors import UserError


def device_of(device: str | None) -> Any:
    """Return the device of that name; where null, a GPU if there is one.

    Raises:
        UserError: This machine has no such device.
    """
    import torch

    try:
        found = torch.device(device or ("cuda" if torch.cuda.is_available() else "cpu"))
        torch.empty(0, device=found)
    except (RuntimeError, AssertionError) as error:
        raise UserError(f"device {device}: not available ({str(error).splitlines()[0]}); give cpu, cuda or cuda:N") from None
    return found
