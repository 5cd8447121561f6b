"""Long measurements and campaigns: what is too slow for the tests. Each module says how to run it."""
