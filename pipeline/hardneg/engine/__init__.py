"""Parts, workers and storage: what makes a stage durable, resumable and distributed."""
