"""``hirfa keys``: API keys."""

from __future__ import annotations

import json
import sys
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Final

import typer

from service.cli.speech import tell

if TYPE_CHECKING:
    from service.keys import IssuedKey, Key

DATABASE_VARIABLE: Final = "HIRFA_DATABASE_URL"
DatabaseUrl = Annotated[
    str | None,
    typer.Option(
        "--database-url",
        envvar=DATABASE_VARIABLE,
        show_default=False,
        help="sqlite:///file or postgresql://user@host/database; a file in your own folder by default.",
    ),
]
keys = typer.Typer(help="API keys of the service.", no_args_is_help=True, rich_markup_mode=None)


@keys.command("create")
def create(
    name: Annotated[str, typer.Argument(help="Who will hold it; stands in the decisions it records.")],
    role: Annotated[
        list[str] | None, typer.Option("--role", help="read, decide or admin; repeatable.")
    ] = None,
    days: Annotated[int | None, typer.Option("--days", min=1, help="How long it is valid; for ever.")] = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Make a key and print its secret, once."""
    from service.keys import KeyStore
    from service.storage import opened

    with opened(database_url) as engine:
        _hand_over(KeyStore(engine).create(name, role or ["read", "decide"], _expiry(days)))


@keys.command("list")
def list_keys(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON list.")] = False,
    database_url: DatabaseUrl = None,
) -> None:
    """Show all keys; secrets are not kept, so they are not shown."""
    from service.decisions.record import now
    from service.keys import KeyStore
    from service.storage import opened

    with opened(database_url) as engine:
        found = KeyStore(engine).list()
    if as_json:
        sys.stdout.write(json.dumps([key_object(key) for key in found], ensure_ascii=False) + "\n")
        return
    moment = now()
    for key in found:
        state = tell("valid" if key.valid(moment) else "revoked" if key.revoked else "expired")
        until = (
            tell("until {moment:%Y-%m-%d %H:%M}", moment=key.expires) if key.expires else tell("no expiry")
        )
        sys.stdout.write(f"{key.id}  {key.name}  {'+'.join(key.roles)}  {state}  {until}\n")


@keys.command("revoke")
def revoke(
    name: Annotated[str, typer.Argument(help="The name of a key, or the id of one of its secrets.")],
    database_url: DatabaseUrl = None,
) -> None:
    """Refuse a key from now on."""
    from service.keys import KeyStore
    from service.storage import opened

    with opened(database_url) as engine:
        for key in KeyStore(engine).revoke(name):
            sys.stdout.write(f"{key.id}  {key.name}  {tell('revoked')}\n")


@keys.command("rotate")
def rotate(
    name: Annotated[str, typer.Argument(help="The name of a key.")],
    grace_days: Annotated[
        float, typer.Option("--grace-days", min=0, max=3_650, help="How long the old secret is still valid.")
    ] = 7,
    days: Annotated[
        int | None, typer.Option("--days", min=1, help="How long the new one is valid; as the old one was.")
    ] = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Give a key a new secret and print it, once; the old one stays valid for a while."""
    from service.keys import KeyStore
    from service.storage import opened

    with opened(database_url) as engine:
        _hand_over(KeyStore(engine).rotate(name, timedelta(days=grace_days), _expiry(days)))


def key_object(key: Key) -> dict[str, object]:
    """A key as plain values for JSON."""
    return {
        "id": key.id,
        "name": key.name,
        "roles": list(key.roles),
        "created": key.created.isoformat(),
        "expires": key.expires and key.expires.isoformat(),
        "revoked": key.revoked and key.revoked.isoformat(),
    }


def _expiry(days: int | None) -> datetime | None:
    from service.decisions.record import now

    return None if days is None else now() + timedelta(days=min(days, 36_500))


def _hand_over(issued: IssuedKey) -> None:
    # The secret alone on standard output, so that a script can keep it without a person seeing it.
    said = tell(
        "Key {name} ({id}); its secret is shown this once, keep it now:",
        name=issued.key.name,
        id=issued.key.id,
    )
    sys.stderr.write(said + "\n")
    sys.stdout.write(issued.secret + "\n")
