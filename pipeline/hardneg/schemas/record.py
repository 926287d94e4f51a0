"""Define the base of the JSON files that stand beside the rows."""

from pydantic import BaseModel, ConfigDict


class Record(BaseModel):
    """Represent a JSON file of this package, or an object in one. Unknown fields are an error."""

    model_config = ConfigDict(extra="forbid")
