"""Operations of the API, one module per resource: from a call to what goes over the wire."""
