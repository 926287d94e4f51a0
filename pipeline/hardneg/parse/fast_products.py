"""Let spaCy's networks multiply matrices by numpy, whose BLAS has kernels for AVX-512 and is three times as fast as thinc's own.

Matrix products are most of what a parse costs. They differ in the last digits of single precision, as thinc's own do between processors.
"""

from typing import Any

import numpy as np
import numpy.typing as npt
from thinc.api import Model, NumpyOps

Matrix = npt.NDArray[np.float32]


class FastOps(NumpyOps):  # type: ignore[misc]
    """Multiply matrices by numpy; all other operations are thinc's own."""

    def gemm(self, x: Matrix, y: Matrix, out: Matrix | None = None, trans1: bool = False, trans2: bool = False) -> Matrix:
        """Return the product of two matrices, each transposed first where its flag is true."""
        product: Matrix = np.matmul(x.T if trans1 else x, y.T if trans2 else y, out=out)
        return product


def with_fast_products(nlp: Any) -> Any:
    """Return a pipeline whose networks on the CPU multiply by numpy. Those on a GPU stay as they are."""
    for name in nlp.pipe_names:
        network = getattr(nlp.get_pipe(name), "model", None)
        for node in network.walk() if isinstance(network, Model) else ():
            if type(node.ops) is NumpyOps:
                node.ops = FastOps()
    return nlp
