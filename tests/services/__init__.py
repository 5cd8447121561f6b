"""Real services for tests and for `make stack`: found or started, waited for, and stopped by their own pid."""
