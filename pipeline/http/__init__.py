"""The guarded HTTP client: what producers and stages reach the open network with."""
