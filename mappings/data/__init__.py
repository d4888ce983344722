"""The tables, one CSV each, with their sources in ``SOURCES.toml``."""
