"""Every sentence that a person reads is in her language: held against the source itself."""

from __future__ import annotations

import ast
import json
import pickle
import string
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import mappings
from classifier.errors import MissingExtraError
from mappings import LANGUAGES, CodeError, HirfaError, HSCode, Language
from mappings.words import SENTENCES, Sentence, say, word_table
from service.answers import UnknownLineError
from service.cli.main import main
from service.cli.speech import spoken
from service.http.problems import ProblemError

ROOT = Path(mappings.__file__).parents[1]
PACKAGES = ("mappings", "classifier", "service", "training")
SPEAKING = ("Sentence", "say", "tell")
QUOTED = "d'un café\x1b\n"


@cache
def sources() -> dict[Path, ast.Module]:
    return {
        path.relative_to(ROOT): ast.parse(path.read_text(encoding="utf-8"))
        for package in PACKAGES
        for path in sorted((ROOT / package).rglob("*.py"))
    }


def name_of(node: ast.AST) -> str:
    return str(getattr(node, "id", getattr(node, "attr", "")))


@cache
def errors() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Classes of errors: all, those that take something else than their sentence, those marked English."""
    classes = [n for tree in sources().values() for n in ast.walk(tree) if isinstance(n, ast.ClassDef)]
    found, size = {"HirfaError"}, 0
    while size < len(found):
        size = len(found)
        found |= {one.name for one in classes if any(name_of(base) in found for base in one.bases)}
    ours = [one for one in classes if one.name in found - {"HirfaError"}]
    own = {
        one.name for one in ours for n in one.body if isinstance(n, ast.FunctionDef) and n.name == "__init__"
    }
    english = {
        one.name
        for one in ours
        for n in one.body
        if isinstance(n, ast.Assign) and name_of(n.targets[0]) == "english_only"
    }
    return frozenset(found), frozenset(own), frozenset(english)


def template_of(call: ast.Call) -> ast.expr | None:
    """The argument that is the template of a sentence; None when the call makes none."""
    found, own, english = errors()
    name = name_of(call.func)
    if name in english or not call.args:
        return None
    if name == "CodeError":
        return call.args[1] if len(call.args) > 1 else None
    if isinstance(call.func, ast.Name) and name in (*SPEAKING, *(found - own)):
        return call.args[0]
    if isinstance(call.func, ast.Attribute) and name == "__init__" and isinstance(call.func.value, ast.Call):
        text = call.args[0]
        return text if isinstance(text, ast.Constant) and isinstance(text.value, str) else None
    return None


def calls() -> Iterator[tuple[str, ast.Call, ast.expr]]:
    for path, tree in sources().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and (argument := template_of(node)) is not None:
                yield f"{path}:{node.lineno}", node, argument


def texts_in(node: ast.AST) -> list[str]:
    return [n.value for n in ast.walk(node) if isinstance(n, ast.Constant) and isinstance(n.value, str)]


def places(text: str) -> list[tuple[str, str | None, str | None]]:
    return [(name, spec, sign) for _, name, spec, sign in string.Formatter().parse(text) if name is not None]


def test_every_sentence_is_in_the_table_and_its_braces_are_filled() -> None:
    table, wrong = word_table(SENTENCES, "mappings.data"), []
    for place, call, argument in calls():
        if isinstance(argument, (ast.JoinedStr, ast.BinOp)):
            wrong.append(f"{place}: a text made on the spot cannot be translated; name its values")
        if not isinstance(argument, (ast.Constant, ast.IfExp)):
            continue  # passed on: it is checked where it is made
        given = {keyword.arg for keyword in call.keywords}
        either = [argument.body, argument.orelse] if isinstance(argument, ast.IfExp) else [argument]
        for text in (text for one in either for text in texts_in(one)):
            if text not in table:
                wrong.append(f"{place}: not in {SENTENCES}: {text}")
            missing = {name for name, _, _ in places(text)} - given
            if missing and None not in given:
                wrong.append(f"{place}: no value for {missing}")
    assert not wrong, "\n".join(wrong)


def test_every_row_says_the_same_in_four_languages_and_is_used() -> None:
    used = {text for tree in sources().values() for text in texts_in(tree)}
    used |= {text.replace("_", " ") for text in used}
    wrong = []
    for text, row in word_table(SENTENCES, "mappings.data").items():
        wrong += [] if text in used else [f"nobody says: {text}"]
        for language in LANGUAGES:
            if set(places(row[language])) != set(places(text)):
                wrong.append(f"{language}: other braces than in: {text}")
            if not row[language].strip():
                wrong.append(f"{language}: nothing for: {text}")
    assert not wrong, "\n".join(wrong)


def test_every_table_of_words_is_whole_in_four_languages() -> None:
    tables = [
        path
        for package in PACKAGES
        for path in sorted((ROOT / package).rglob("*.csv"))
        if path.read_text(encoding="utf-8").startswith("key,fr,en,es,ar\n")
    ]
    assert len(tables) >= 6
    for path in tables:
        for key, row in word_table(path.name, ".".join(path.parent.relative_to(ROOT).parts)).items():
            assert all(row[language] for language in LANGUAGES), f"{path}: {key}"
            kinds = {frozenset(name for name, _, _ in places(row[language])) for language in LANGUAGES}
            assert len(kinds) == 1, f"{path}: {key}"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "'57-x': a code is made of digits only; write it such as 5701.10."),
        ("fr", "«\u00a057-x\u00a0»: un code ne contient que des chiffres; écrivez-le comme 5701.10."),
        ("es", "«57-x»: un código solo contiene cifras; escríbalo como 5701.10."),
        ("ar", "«57-x»: لا يتكون الرمز إلا من أرقام؛ اكتبه مثل 5701.10."),
    ],
)
def test_an_error_speaks_four_languages(language: Language, said: str) -> None:
    with pytest.raises(CodeError) as caught:
        HSCode.parse("57-x")
    assert caught.value.say(language) == said
    assert str(caught.value) == caught.value.say("en")


def test_values_are_written_as_the_language_writes_them() -> None:
    within = Sentence("{path}: no such file; check the path.", path="a.csv")
    assert say("{count:,} erased", "fr", count=12_345) == "12\u202f345 effacés"
    assert say("a probability differs by {difference:.4f}.", "es", difference=0.25).endswith(" 0,2500.")
    assert say("not a line of the tariff of {country}.", "ar", country=["MA", "EU"]).endswith("MA، EU.")
    assert "ce fichier n'existe pas" in say("{why} The {count:,} before it hold.", "fr", why=within, count=3)
    for language in LANGUAGES:
        # What a file or a stranger wrote must not reach a terminal as it is.
        assert "\x1b" not in say("{name!r} is a reserved name; choose another.", language, name=QUOTED)


def test_what_nobody_translated_is_said_in_english() -> None:
    assert HirfaError("{n} {{braces}}", n=1).say("ar") == "1 {braces}"
    assert HirfaError("as it {is}").say("fr") == "as it {is}"


@pytest.mark.parametrize(
    "error",
    [
        CodeError("57", "not in {name}.", ("5701",), name="x.csv"),
        MissingExtraError("--scheduler needs dask; run: pip install 'hirfa[scale]'"),
        UnknownLineError("99"),
        ProblemError("rate", {"seconds": 2}),
    ],
    ids=lambda error: type(error).__name__,
)
def test_an_error_comes_back_whole_from_another_process(error: HirfaError) -> None:
    back = pickle.loads(pickle.dumps(error))
    assert type(back) is type(error)
    assert [back.say(language) for language in LANGUAGES] == [error.say(language) for language in LANGUAGES]
    assert str(back) == str(error)


@pytest.mark.parametrize(
    ("arguments", "locale", "said"),
    [
        ((), "fr_MA.UTF-8", "n'est pas de la forme attribut=valeur"),
        (("--lang", "ar"), "fr_MA.UTF-8", "ليست بالشكل"),
        (("--lang=es",), "C", "no tiene la forma atributo=valor"),
        ((), "de_DE.UTF-8", "is not attribute=value"),
    ],
)
def test_the_command_line_fails_in_the_users_language(
    arguments: tuple[str, ...],
    locale: str,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("LC_ALL", locale)
    monkeypatch.setattr("sys.argv", ["hirfa", "classify", "tapis", "--answer", "x", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert said in capsys.readouterr().err


def test_a_locale_that_says_nothing_is_english(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.argv", ["hirfa", "classify", "--lang"])
    assert spoken() == "en"


def test_a_certificate_tells_how_to_check_it_in_the_language_asked_for() -> None:
    from service.decisions.certificate import HOW

    for language in LANGUAGES:
        steps = [step.say(language) for step in HOW]
        assert all("`" in step for step in (steps[0], steps[2], steps[3])), json.dumps(steps)
        assert language == "en" or steps != [str(step) for step in HOW]
