"""Fault injection: requests and responses that fail on purpose."""
