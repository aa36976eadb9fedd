"""The task routes of the sandbox."""
