"""Creating many tasks with a journal."""
