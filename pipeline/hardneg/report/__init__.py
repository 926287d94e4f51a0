"""Report on a run: its page, inspection, verification and preview, and the state of the installation."""
