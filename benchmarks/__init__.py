"""Benchmarks of speed and memory, as ratios between implementations: `make bench`."""
