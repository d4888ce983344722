"""Settings of the service, from the environment or a file, checked before anything starts."""

from __future__ import annotations

import ipaddress
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self

from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from mappings.errors import HirfaError
from mappings.words import Sentence

Positive = Annotated[int, Field(gt=0)]
_MIB: Final = 1 << 20


class SettingsError(HirfaError, ValueError):
    """A setting is missing or not acceptable; the service does not start."""


class Settings(BaseSettings):
    """What an operator may choose; each field is read from ``HIRFA_`` and its name.

    Parameters
    ----------
    host, port : str, int
        Where to listen.
    workers : int
        Processes.
    database_url : secret str or None
        SQLAlchemy URL; an SQLite file in the user's folder when not given.
    allow_anonymous : bool
        Whether to serve other machines without API keys.
    model : Path or None
        Folder of another model.
    country : str
        Whose national lines to choose from.
    body_limit, upload_limit : int
        Bytes of an ordinary request and of an uploaded table.
    upload_rows, upload_columns, upload_unpacked : int
        Of an uploaded table; the last in bytes after decompression.
    time_limit, upload_time_limit : float
        Seconds that a request may take.
    queue_limit : int
        Requests in work at once; the next are answered 503.
    threads : int
        Of blocking work other than classification.
    scorer : {"auto", "process", "thread"}
        Where each worker scores: "process" uses a second core and some 80
        MB; "auto" takes it where there are two cores for each worker.
    rate_per_address, rate_per_key : float
        Requests a second that are allowed in the long run; 0 for no limit.
    burst : int
        Requests that may come at once.
    jobs, jobs_kept : int
        Files scored at once, and finished ones kept for download.
    job_lifetime : float
        Seconds that a finished file is kept.
    public_url : str
        Address under which verification links are printed; that of the
        request when empty.
    text_retention_days : int
        Days after which recorded texts are erased, at the start and then daily; 0 for never.
    log_level : str
    """

    model_config = SettingsConfigDict(env_prefix="HIRFA_", env_file=".hirfa.env", extra="ignore", frozen=True)

    host: str = "127.0.0.1"
    port: int = Field(8000, ge=0, le=65_535)
    workers: int = Field(1, ge=1, le=64)
    database_url: SecretStr | None = None
    allow_anonymous: bool = False
    model: Path | None = None
    country: str = Field("MA", pattern="^[A-Z]{2}$")
    body_limit: Positive = 2 * _MIB
    upload_limit: Positive = 100 * _MIB
    upload_rows: Positive = 1_000_000
    upload_columns: Positive = 500
    upload_unpacked: Positive = 1_024 * _MIB
    time_limit: float = Field(20.0, gt=0)
    upload_time_limit: float = Field(600.0, gt=0)
    queue_limit: Positive = 256
    threads: Positive = 8
    scorer: Literal["auto", "process", "thread"] = "auto"
    rate_per_address: float = Field(200.0, ge=0)
    rate_per_key: float = Field(2_000.0, ge=0)
    burst: Positive = 400
    jobs: Positive = 1
    jobs_kept: Positive = 32
    job_lifetime: float = Field(3_600.0, gt=0)
    public_url: str = Field("", pattern=r"^(https?://[^\s]+)?$")
    text_retention_days: int = Field(0, ge=0)
    log_level: str = Field("info", pattern="^(debug|info|warning|error)$")

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.upload_limit < self.body_limit:
            raise ValueError(f"upload_limit {self.upload_limit} is below body_limit {self.body_limit}")
        return self

    @property
    def url(self) -> str | None:
        """The database's URL with its password, for the engine alone."""
        return self.database_url.get_secret_value() if self.database_url else None

    @property
    def on_loopback(self) -> bool:
        """Whether only this machine can reach the service."""
        return is_loopback(self.host)


def read_settings(**given: Any) -> Settings:
    """The settings of the environment, with those given on the command line before them.

    Raises
    ------
    SettingsError
        Naming the first setting that is not acceptable, without the value of a secret.

    Examples
    --------
    >>> read_settings(port=8080).port
    8080
    """
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        name = "_".join(str(part) for part in first["loc"])
        where = f"HIRFA_{name.upper()}" if name else Sentence("the settings")
        value = "" if name == "database_url" else f" {first['input']!r}" if name else ""
        raise SettingsError(
            "{where}{value} is not acceptable: {why}; correct it.", where=where, value=value, why=first["msg"]
        ) from None


@lru_cache(maxsize=64)
def is_loopback(host: str) -> bool:
    """Whether an address is this machine's own.

    Examples
    --------
    >>> is_loopback("127.0.0.1"), is_loopback("::1"), is_loopback("0.0.0.0"), is_loopback("localhost")
    (True, True, False, True)
    """
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
