"""The signing vectors, computed with Python's standard library and nothing of this project."""
