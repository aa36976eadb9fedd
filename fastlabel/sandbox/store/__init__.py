"""Where the sandbox keeps tasks and media."""
