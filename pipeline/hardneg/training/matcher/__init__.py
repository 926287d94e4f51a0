"""Fine-tune and evaluate matchers on hard negatives, on Ray Train."""
