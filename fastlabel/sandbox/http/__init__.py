"""The HTTP side: routes, middleware and the server thread."""
