"""The HTTP service: the library's own objects over FastAPI."""
