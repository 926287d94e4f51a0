"""Ugly inputs by kind: texts, images, tables and tars."""
