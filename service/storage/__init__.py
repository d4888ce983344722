"""Where records are kept: SQLite by default, PostgreSQL by URL."""

from service.storage.engine import POSTGRESQL, SQLITE, connect, opened, snapshot, write
from service.storage.errors import StorageError

__all__ = ["POSTGRESQL", "SQLITE", "StorageError", "connect", "opened", "snapshot", "write"]
