"""JSON files of ours, beside the rows."""

from pydantic import BaseModel, ConfigDict


class Record(BaseModel):
    """A JSON file of ours, or an object in one. Unknown fields are an error."""

    model_config = ConfigDict(extra="forbid")
