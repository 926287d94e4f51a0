"""What every part, shard, config and manifest looks like: pydantic models, and the Arrow schemas derived from them."""
