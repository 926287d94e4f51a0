"""Score texts by vLLM's own model on a CPU, with each common beginning computed once.

vLLM scores each text as a whole, since its prefix cache keeps no log-probabilities, and multiplies the output layer once for each text.
Negatives differ from their caption in a few words. Here the model's forward pass gets the tokens of a tree (`text_tree`). Only attention
knows of texts: the keys and values of a text are copied to blocks of its own, and its new tokens attend to them by vLLM's kernel. So each
token gets the same numbers as in a whole text.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any, NamedTuple

from hardneg.engine import steps
from hardneg.llm.text_tree import Tree, trees

TOKENS = 1024
"""Tokens of a forward pass at most, where it has several texts."""
READ = 8192
"""Summed lengths of the texts of a pass at most: their keys and values are copied, once a layer."""
ROWS = 128
"""Tokens whose log-probabilities over the vocabulary are in memory at once."""


class TreeScorer:
    """Score texts by the model of an engine in this process.

    Args:
        runner: The model runner of vLLM's worker.
    """

    def __init__(self, runner: Any) -> None:
        self._runner = runner
        self._layers = list(_attention(runner))

    def score(self, texts: Sequence[Sequence[int]]) -> list[list[float]]:
        """Return the log-probabilities of the tokens of each text but the first. A text has at least two tokens."""
        import torch

        found: list[list[float]] = [[]] * len(texts)
        done = 0
        with torch.inference_mode():
            for tree in trees(texts, TOKENS, READ):
                steps.advance(done, len(texts))
                done += len(tree.branches)
                logs = iter(self._logs(tree, self._hidden(tree), texts))
                for branch in tree.branches:
                    found[branch.number] = [next(logs) for _ in branch.path]
        return found

    def _hidden(self, tree: Tree) -> Any:
        """Return the hidden states (tokens, width) of a tree."""
        import torch
        from vllm.forward_context import set_forward_context

        runner = self._runner
        if runner.lora_config:
            runner._set_active_loras((0,), (0,) * len(tree.ids), set())
        blocks = _blocks(tree, runner.cache_config.block_size)
        metadata = _metadata(runner, tree, blocks)
        with _copying(self._layers, blocks), set_forward_context(metadata, runner.vllm_config, num_tokens=len(tree.ids)):
            return runner.model(input_ids=torch.tensor(tree.ids, dtype=torch.int32), positions=torch.tensor(tree.positions))

    def _logs(self, tree: Tree, hidden: Any, texts: Sequence[Sequence[int]]) -> list[float]:
        """Return the log-probability of each text's tokens but the first, one text after the other."""
        import torch

        rows = torch.tensor([row for branch in tree.branches for row in branch.path])
        wanted = torch.tensor([token for branch in tree.branches for token in texts[branch.number][1:]])
        found = torch.empty(len(rows))
        for first in range(0, len(tree.ids), ROWS):
            logs = self._runner.model.compute_logits(hidden[first : first + ROWS]).log_softmax(-1, dtype=torch.float32)
            here = ((rows >= first) & (rows < first + ROWS)).nonzero().squeeze(1)
            found[here] = logs[rows[here] - first, wanted[here]]
        return list(found.tolist())


class _Blocks(NamedTuple):
    """Place the keys and values of the texts that have tokens of their own in a tree.

    Attributes:
        needed: Number of blocks.
        tables: Indices of the blocks of each text, filled up with zeros (texts, blocks).
        slots: Place of each token, one text after the other.
        rows: Index in the tree of each of these tokens.
    """

    needed: int
    tables: Any
    slots: Any
    rows: Any


def of(engine: Any) -> TreeScorer | None:
    """Return a scorer for a `vllm.LLM`; None where its model is not in this process on a CPU, or has other layers than plain attention."""
    try:
        from vllm.platforms import current_platform
        from vllm.v1.engine.core_client import InprocClient
        from vllm.v1.executor.uniproc_executor import UniProcExecutor
    except ImportError:
        return None
    client = engine.llm_engine.engine_core
    if not current_platform.is_cpu() or not isinstance(client, InprocClient):
        return None
    if not isinstance(client.engine_core.model_executor, UniProcExecutor):
        return None
    (runner,) = engine.collective_rpc(lambda worker: worker.model_runner)
    return TreeScorer(runner) if _plain(runner) else None


def _plain(runner: Any) -> bool:
    """Return whether tokens of a model meet in its attention alone, by vLLM's kernel for CPUs, in blocks of one size."""
    from vllm.model_executor.layers.attention import Attention
    from vllm.v1.attention.backends.cpu_attn import CPUAttentionBackendImpl

    model, scheduler = runner.model_config, runner.scheduler_config
    if model.is_multimodal_model or model.uses_mrope or runner.speculative_config or scheduler.max_num_batched_tokens < model.max_model_len:
        return False
    layers = list(_attention(runner))
    sizes = {group.kv_cache_spec.block_size for groups in runner.attn_groups for group in groups}
    return sizes == {runner.cache_config.block_size} and all(
        isinstance(each, Attention)
        and type(each.impl) is CPUAttentionBackendImpl
        and each.attn_type == "decoder"
        and each.kv_sharing_target_layer_name is None
        and each.kv_cache_dtype == "auto"
        for each in layers
    )


def _attention(runner: Any) -> Iterator[Any]:
    yield from runner.compilation_config.static_forward_context.values()


def _blocks(tree: Tree, size: int) -> _Blocks:
    """Give each text that has tokens of its own in the tree as many blocks as it fills."""
    import torch

    tables: list[list[int]] = []
    slots: list[int] = []
    rows: list[int] = []
    count = 0
    for branch in tree.branches:
        length = len(branch.path)
        if branch.known == length:
            continue
        used = -(-length // size)
        tables.append(list(range(count, count + used)))
        slots.extend(range(count * size, count * size + length))
        rows.extend(branch.path)
        count += used
    most = max(map(len, tables))
    padded = torch.tensor([[*table, *[0] * (most - len(table))] for table in tables], dtype=torch.int32)
    return _Blocks(count, padded, torch.tensor(slots), torch.tensor(rows))


def _metadata(runner: Any, tree: Tree, blocks: _Blocks) -> dict[str, Any]:
    """Return vLLM's attention metadata by layer: each text is a request whose first `known` tokens were computed before."""
    import torch
    from vllm.v1.attention.backend import CommonAttentionMetadata

    read = [(len(branch.path), len(branch.path) - branch.known) for branch in tree.branches if branch.known < len(branch.path)]
    starts = torch.tensor([0, *(new for _, new in read)], dtype=torch.int32).cumsum(0, dtype=torch.int32)
    common = CommonAttentionMetadata(
        query_start_loc=starts,
        query_start_loc_cpu=starts,
        seq_lens=torch.tensor([length for length, _ in read], dtype=torch.int32),
        num_reqs=len(read),
        num_actual_tokens=len(tree.ids),
        max_query_len=max(new for _, new in read),
        max_seq_len=max(length for length, _ in read),
        block_table_tensor=blocks.tables,
        slot_mapping=blocks.slots,
    )
    found: dict[str, Any] = {}
    for groups in runner.attn_groups:
        for group in groups:
            found |= dict.fromkeys(group.layer_names, group.get_metadata_builder().build(0, common))
    return found


@contextmanager
def _copying(layers: Sequence[Any], blocks: _Blocks) -> Iterator[None]:
    """Let attention layers read keys and values from the blocks of a tree, and leave the engine's own cache alone."""
    for layer in layers:
        layer.impl.forward = partial(_attend, layer.impl.forward, blocks)
    try:
        yield
    finally:
        for layer in layers:
            del layer.impl.forward


def _attend(
    attend: Any, blocks: _Blocks, layer: Any, query: Any, key: Any, value: Any, cache: Any, metadata: Any, output: Any, **options: Any
) -> Any:
    """Copy the keys and values of each text to its blocks, and let its new tokens attend to them."""
    own = cache.new_zeros((blocks.needed, *cache.shape[1:]))
    layer.impl.do_kv_cache_update(layer, key[blocks.rows], value[blocks.rows], own, blocks.slots)
    return attend(layer, query, key, value, own, metadata, output, **options)
