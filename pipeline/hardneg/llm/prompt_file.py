"""Define what all prompts have in common: each is the content of one YAML file, with an id, a version and a hash."""

import hashlib
import json
from functools import cached_property

from pydantic import BaseModel, ConfigDict


class PromptFile(BaseModel):
    """Hold the content of one YAML file. Its kinds add what their requests say."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    version: str

    @cached_property
    def hash(self) -> str:
        """Return the SHA-256 of the fields, whatever the layout of the file."""
        content = json.dumps(self.model_dump(mode="json"), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(content.encode()).hexdigest()
