"""The root of the command line; the heavy parts are imported by the commands that need them."""

from __future__ import annotations

import sys
from typing import Final

import typer

from mappings.errors import HirfaError
from service.cli import (
    barometer,
    classify,
    decisions,
    estimate,
    keys,
    learn,
    mcp,
    nomenclature,
    reclassify,
    score,
    serve,
)
from service.cli.speech import spoken, tell

_SERVICE: Final = (
    "alembic", "fastapi", "jinja2",
    "mcp", "multipart", "prometheus_client", "psycopg", "pydantic_settings", "segno",
    "sqlalchemy", "starlette", "structlog", "uvicorn",
)  # fmt: skip
EXTRAS: Final = dict.fromkeys(_SERVICE, "service") | dict.fromkeys(("babel", "pycountry", "pysdmx"), "scale")

app = typer.Typer(
    name="hirfa",
    help="From a description of a craft product to its Harmonized System code.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("classify")(classify.classify)
app.command("score")(score.score)
app.command("reclassify")(reclassify.reclassify)
app.command("barometer")(barometer.barometer)
app.command("sample")(barometer.sample)
app.add_typer(estimate.estimate, name="estimate")
app.command("serve")(serve.serve)
app.command("mcp")(mcp.mcp)
app.command("train")(learn.train)
app.command("evaluate")(learn.evaluate)
app.command("benchmark")(learn.benchmark)
catalogue = typer.Typer(help="The written knowledge.", no_args_is_help=True, rich_markup_mode=None)
catalogue.command("check")(learn.check)
app.add_typer(catalogue, name="catalogue")
app.add_typer(nomenclature.nomenclature, name="nomenclature")
app.add_typer(nomenclature.tariff, name="tariff")
app.add_typer(keys.keys, name="keys")
app.add_typer(decisions.decisions, name="decisions")
app.add_typer(decisions.audit, name="audit")


def main() -> None:
    """Run ``hirfa``; an error that a user can mend is one sentence and exit code 2."""
    try:
        app()
    except HirfaError as error:
        sys.stderr.write(f"hirfa: {error.say(spoken())}\n")
        sys.exit(2)
    except ModuleNotFoundError as error:
        extra = EXTRAS.get((error.name or "").partition(".")[0])
        if extra is None:
            raise
        said = tell(
            '{name} is not installed; install it with: pip install "hirfa[{extra}]".',
            name=error.name,
            extra=extra,
        )
        sys.stderr.write(f"hirfa: {said}\n")
        sys.exit(2)
    except BrokenPipeError:
        sys.exit(0)
