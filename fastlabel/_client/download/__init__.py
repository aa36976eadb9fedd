"""Downloading media into a folder."""
