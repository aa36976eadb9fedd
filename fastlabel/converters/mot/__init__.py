"""MOT Challenge text files."""
