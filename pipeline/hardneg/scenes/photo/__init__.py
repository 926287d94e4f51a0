"""Compose scenes of photographs: cut-outs of things on photographed backgrounds, by the graphs of scenes."""
