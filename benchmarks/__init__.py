"""What the package costs, as ratios: make bench."""
