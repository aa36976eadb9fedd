"""When a call is sent again."""
