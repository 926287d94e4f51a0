"""Define pydantic models of parts, shards, config and manifest, and the Arrow schemas derived from them."""
