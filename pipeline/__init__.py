"""The ground: what flows, where it flows, what runs it, where it is kept. Imports nothing above itself."""
