"""``hirfa mcp``."""

from __future__ import annotations

from typing import Annotated

import typer


def mcp(
    model: Annotated[str | None, typer.Option("--model", help="Folder of another model.")] = None,
) -> None:
    """Serve assistants: a Model Context Protocol server over standard input and output."""
    from classifier import load_model
    from mappings.tariff_import import load_tariff
    from service.answers import Desk
    from service.mcp.server import build

    build(Desk(load_model(model), load_tariff())).run("stdio")
