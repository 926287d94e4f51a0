"""Test which fields of a config are part of fingerprints."""

from hardneg.schemas.llm import LLMConfig
from hardneg.schemas.section import fingerprinted


def test_an_argument_of_the_engine_that_changes_results_changes_the_fingerprint_and_where_it_runs_does_not() -> None:
    plain = fingerprinted(LLMConfig())

    assert fingerprinted(LLMConfig(engine={"tensor_parallel_size": 4, "gpu_memory_utilization": 0.8})) == plain
    assert fingerprinted(LLMConfig(engine={"tensor_parallel_size": 4, "quantization": "fp8"}))["engine"] == {"quantization": "fp8"}
    assert "url" not in plain
