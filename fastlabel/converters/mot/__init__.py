"""MOT Challenge text files, written and read."""
