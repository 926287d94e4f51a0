"""Send finished shards to the Hugging Face Hub."""
