"""Have people label negatives on a page that needs no server."""
