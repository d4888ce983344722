"""What people touch: the command line, and in time the HTTP service."""
