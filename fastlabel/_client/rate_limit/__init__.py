"""Limits on calls per period, per process or shared."""
