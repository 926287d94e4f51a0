"""Where the prompts are: one YAML file each, read by `pipeline.rewrite.prompts`."""
