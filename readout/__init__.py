"""The front door: composition root, command line and board. The only part that knows all others."""
