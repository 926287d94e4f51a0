import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from thinc.api import NumpyOps

from hardneg.parse.fast_products import FastOps
from hardneg.parse.model import Parser
from tests.corpus import CAPTIONS


@given(st.integers(1, 9), st.integers(1, 9), st.integers(1, 9), st.booleans(), st.booleans())
def test_products_are_those_of_thinc(n: int, k: int, m: int, trans1: bool, trans2: bool) -> None:
    rng = np.random.default_rng(n * 81 + k * 9 + m)
    x = rng.normal(size=(k, n) if trans1 else (n, k)).astype(np.float32)
    y = rng.normal(size=(m, k) if trans2 else (k, m)).astype(np.float32)
    ours, out = FastOps().gemm(x, y, trans1=trans1, trans2=trans2), np.empty((n, m), np.float32)
    FastOps().gemm(x, y, out=out, trans1=trans1, trans2=trans2)
    assert ours == pytest.approx(NumpyOps().gemm(x, y, trans1=trans1, trans2=trans2), rel=1e-4, abs=1e-5)
    assert np.array_equal(ours, out)


def test_the_networks_of_a_parser_multiply_by_numpy_and_parse_as_before(parser: Parser) -> None:
    plain = Parser("en_core_web_sm")
    for name in ("tok2vec", "tagger", "parser"):
        assert {type(node.ops) for node in parser.nlp.get_pipe(name).model.walk()} == {FastOps}
        for node in plain.nlp.get_pipe(name).model.walk():
            node.ops = NumpyOps()
    some = CAPTIONS[:60]
    assert [each.words for each in parser.parse(some)] == [each.words for each in plain.parse(some)]
