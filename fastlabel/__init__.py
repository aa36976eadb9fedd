"""A typed Python client of the FastLabel annotation API."""
