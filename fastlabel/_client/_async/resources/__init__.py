"""What the client offers for each noun of the API."""
