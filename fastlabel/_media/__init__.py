"""Image and video files: opening, probing, layout on disk."""
