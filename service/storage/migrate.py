"""Bring a database to the newest schema when a process starts; safe when several start together."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, Engine, inspect, text

from service.storage.engine import shown, snapshot, write
from service.storage.errors import StorageError
from service.storage.tables import MIGRATION_LOCK

if TYPE_CHECKING:
    from alembic.script import ScriptDirectory

HEAD: Final = "0001"


def migrate(engine: Engine) -> None:
    """Create or upgrade the schema, in one transaction under a lock.

    Parameters
    ----------
    engine : Engine

    Raises
    ------
    StorageError
        When the database cannot be reached, or a newer Hirfa wrote it.

    Examples
    --------
    >>> import tempfile
    >>> from service.storage import connect
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     engine = connect(f"sqlite:///{folder}/h.sqlite")
    ...     migrate(engine)
    ...     revision(engine)
    ...     engine.dispose()
    '0001'
    """
    # The usual start finds nothing to do, takes no lock and spares the import of Alembic.
    if revision(engine) != HEAD:
        with write(engine, MIGRATION_LOCK) as connection:
            _upgrade(connection)


def revision(engine: Engine) -> str | None:
    """The revision of the schema that a database has; None for an empty one."""
    with snapshot(engine) as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def scripts() -> ScriptDirectory:
    """The migrations that ship with Hirfa."""
    from alembic.script import ScriptDirectory

    return ScriptDirectory(str(Path(__file__).with_name("migrations")))


def _upgrade(connection: Connection) -> None:
    from alembic.config import Config
    from alembic.runtime.environment import EnvironmentContext
    from alembic.util import CommandError

    directory = scripts()

    def steps(current: Any, _context: object) -> Any:
        return directory._upgrade_revs(HEAD, current)  # noqa: SLF001  # what Alembic's own command calls

    with EnvironmentContext(Config(), directory, fn=steps) as environment:
        environment.configure(connection=connection)
        try:
            environment.run_migrations()
        except CommandError as error:
            raise StorageError(
                "{url}: its schema is of a newer Hirfa ({why}); install that version again, or choose "
                "another database.",
                url=shown(connection.engine.url),
                why=str(error),
            ) from error
