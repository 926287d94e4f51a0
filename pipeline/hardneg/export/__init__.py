"""Export shards to the formats that training libraries read: one module a format."""
