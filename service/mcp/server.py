"""The server: which tools there are, what they take, and how they refuse."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Mapping
from typing import Annotated, Any, Final

from mcp.server import MCPServer
from mcp.server.mcpserver import Context
from mcp.server.mcpserver.exceptions import ToolError, UnexpectedToolError
from mcp.types import CallToolResult, TextContent, ToolAnnotations
from pydantic import Field, ValidationError

from mappings import CURRENT_EDITION, LANGUAGES, Edition, HirfaError, Language
from mappings.links import Classification
from mappings.words import Sentence, say
from service.answers import Desk
from service.http.models import AnswerOut, Name, Text, Value
from service.http.problems import why
from service.http.routes_codes import CodeOut, ConversionOut
from service.mcp import tools
from service.mcp.models import AskOut

INSTRUCTIONS: Final = (
    "Hirfa finds the Harmonized System code, and the Moroccan ten-digit line, of a craft product. "
    "Give classify the description as the person wrote it. While ask returns a question, put it to the "
    "person, "
    "then call again with all answers so far; never answer for the person. A status other than 'decided' "
    "means "
    "that the code is not safe: say so."
)
TOOLS: Final = ("classify", "ask", "code", "convert")
_READS: Final = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)

Description = Annotated[
    Text, Field(description="The description, in French, English, Spanish, Arabic or Darija.")
]
Spoken = Annotated[
    Language | None, Field(description="Of the answer: fr, en, es or ar; that of the text when null.")
]
Answers = Annotated[
    dict[Name, Value] | None,
    Field(max_length=50, description="Attribute to value, as the questions of earlier answers offer them."),
]
Digits = Annotated[
    str, Field(min_length=1, max_length=40, description="Two to ten digits, with or without dots.")
]
System = Annotated[Edition | Classification, Field(description="An HS edition or a classification.")]
_TITLES: Final = Field(description="Of titles and labels.")


class HirfaServer(MCPServer[Any]):
    """A server whose refusals are sentences, with nothing of the machinery in them."""

    async def call_tool(
        self, name: str, arguments: dict[str, Any], context: Context[Any, Any] | None = None
    ) -> Any:
        """Call a tool; what the caller can mend comes back as an error result of one sentence."""
        try:
            await self._check_names(name, arguments)
            return await super().call_tool(name, arguments, context)
        except ToolError as error:
            said = sentence(error, language_of(arguments))
            if said is None:
                raise
            return CallToolResult(content=[TextContent(type="text", text=said)], is_error=True)

    async def _check_names(self, name: str, arguments: dict[str, Any]) -> None:
        # The SDK passes over an argument that it does not know; a misspelt "answers" would be lost in silence.
        for tool in await self.list_tools():
            known = tool.input_schema["properties"]
            if tool.name == name and (unknown := [given for given in arguments if given not in known]):
                said = Sentence(
                    "{tool} has no argument {name!r}; use one of: {known}.",
                    tool=name,
                    name=unknown[0][:60],
                    known=list(known),
                )
                raise ToolError(said.say(language_of(arguments)))


def language_of(arguments: Mapping[str, Any]) -> Language:
    """The language in which a call is to be refused: that of the answer it asked for, else English."""
    return next((language for language in LANGUAGES if language == arguments.get("language")), "en")


def sentence(error: ToolError, language: Language = "en") -> str | None:
    """What to tell the caller; None for a fault of ours, which the log explains.

    Examples
    --------
    >>> sentence(ToolError("Unknown tool: classifier"))
    'Unknown tool: classifier; use one of: classify, ask, code, convert.'
    """
    cause = error.__cause__
    if isinstance(cause, HirfaError):
        return cause.say(language)
    if isinstance(cause, ValidationError):
        return _invalid(cause, language)
    if isinstance(error, UnexpectedToolError):
        return None
    said = str(error)
    if said.endswith("."):
        return said
    return say("{why}; use one of: {known}.", language, why=said, known=TOOLS)


def _invalid(error: ValidationError, language: Language) -> str:
    """One sentence for all arguments that do not fit the schema; a union says what each member would take."""
    found: dict[str, dict[str, str]] = {}
    for fault in error.errors(include_url=False):
        name = str(fault["loc"][0]) if fault["loc"] else "arguments"
        value = "" if fault["type"] == "missing" else f"{fault['input']!r}"
        known = {"type": fault["type"], "context": fault.get("ctx") or {}}
        said = fault["msg"] if language == "en" else why(known, language)
        found.setdefault(name, {})[said] = value if len(value) <= 60 else f"{value[:60]}…"
    parts = []
    for name, faults in found.items():
        shown = next(iter(faults.values()))
        parts.append(f"{name}{f'={shown}' if shown else ''}: {say(' or ', language).join(faults)}")
    return "; ".join(parts) + "."


def build(desk: Desk) -> HirfaServer:
    """A server with its four tools.

    Parameters
    ----------
    desk : Desk
        What answers are made from.

    Returns
    -------
    HirfaServer
        To be run over standard input and output with `run`.
    """
    server = HirfaServer(
        "hirfa",
        title="Hirfa",
        instructions=INSTRUCTIONS,
        version=importlib.metadata.version("hirfa"),
        log_level="WARNING",  # below that, the SDK logs what a refused call said
    )
    _add_texts(server, desk)
    _add_codes(server, desk)
    return server


def _add_texts(server: HirfaServer, desk: Desk) -> None:
    @server.tool(title="Classify a product", annotations=_READS)
    def classify(
        text: Description,
        language: Spoken = None,
        answers: Answers = None,
        k: Annotated[int, Field(ge=5, le=100, description="Number of candidates.")] = 5,
    ) -> AnswerOut:
        """The HS code of a description, its candidates, the reason, the Moroccan line with its duty, the family."""
        return tools.classify(desk, text, language, answers, k)

    @server.tool(title="The open question", annotations=_READS)
    def ask(text: Description, answers: Answers = None, language: Spoken = None) -> AskOut:
        """The one question whose answer settles most of a description: of the code, then of the Moroccan line."""
        return tools.ask(desk, text, language, answers)


def _add_codes(server: HirfaServer, desk: Desk) -> None:
    @server.tool(title="A code", annotations=_READS)
    def code(
        code: Digits,
        edition: Annotated[Edition, Field(description="Of the Harmonized System.")] = CURRENT_EDITION,
        language: Annotated[Language, _TITLES] = "fr",
    ) -> CodeOut:
        """Titles, unit, family and national lines of a code, and what it is in other editions."""
        return tools.code(desk, code, edition, language)

    @server.tool(title="Convert a code", annotations=_READS)
    def convert(code: Digits, source: System, target: System = CURRENT_EDITION) -> ConversionOut:
        """The codes that the goods of a code are in, in another HS edition or classification."""
        return tools.convert(code, source, target)
