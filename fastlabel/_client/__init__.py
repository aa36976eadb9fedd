"""The HTTP client: transport, retries, rate limit, resources."""
