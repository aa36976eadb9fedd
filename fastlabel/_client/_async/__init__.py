"""The client, written with async; its twin without is generated from it."""
