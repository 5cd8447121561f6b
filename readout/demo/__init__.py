"""The demonstration: a small recorded world of feeds and pages, and the real pipeline at work on it."""
