"""Make stages durable, resumable and distributed: parts, workers, storage, fingerprints, the cluster."""
