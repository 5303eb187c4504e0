"""What libyaml says about broken YAML, in words that say what to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import yaml

from goalsync.workspace.shown import quoted


@dataclass(frozen=True, slots=True)
class Syntax:
    """One syntax error: line and column from 1."""

    line: int
    column: int
    message: str
    remedy: str


_WORDS: Final = {
    "mapping values are not allowed": (
        "a ':' that does not belong here",
        "quote a text that holds ': ', or check the indentation",
    ),
    "found unexpected ':'": ("a ':' that does not belong here", "put a space after it, or quote the text"),
    "could not find expected ':'": ("expected 'key: value'", "add the ':' after the key, or quote the text"),
    "did not find expected key": ("expected a key here", "indent it like the keys beside it"),
    "did not find expected '-' indicator": ("expected '- ' here", "indent it like the list's other entries"),
    "did not find expected ',' or ']'": ("expected ',' or ']' here: a '[' is not closed", "add the missing ',' or ']'"),
    "did not find expected ',' or '}'": ("expected ',' or '}' here: a '{' is not closed", "add the missing ',' or '}'"),
    "did not find expected node content": ("expected a value here", "write a value, or remove the ','"),
    "did not find expected <document start>": ("text that does not belong here", "check the indentation"),
    "did not find expected alphabetic": ("a '*' or '&' without a name", "put a text that starts with * or & in quotes"),
    "found unexpected end of stream": ("a quote that is not closed", "add the missing quote"),
    "found unexpected document indicator": ("a quote that is not closed", "add the missing quote"),
    "found unknown escape character": ("an unknown \\ in double quotes", "use single quotes, or \\\\"),
    "found undefined alias": ("an alias without its anchor", "declare &name before *name, or quote the text"),
    "found duplicate anchor": ("an anchor that exists already", "give it another name"),
    "but found another document": ("a second document", "keep one document a file: remove the '---'"),
    "expected a single document": ("a second document", "keep one document a file: remove the '---'"),
    "block sequence entries are not allowed": ("a '- ' that does not belong here", "start the list on its own line"),
    "block mapping": ("a key that does not belong here", "indent it like the keys beside it"),
}
_STARTS: Final = "@`%"


def explain(error: yaml.YAMLError, text: str) -> Syntax:
    """Where the error is and what it means."""
    problem = str(getattr(error, "problem", None) or "")
    context = str(getattr(error, "context", None) or "")
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if "end of stream" in problem or "document indicator" in problem:
        mark = getattr(error, "context_mark", None) or mark
    line, column = (mark.line, mark.column) if mark else (0, 0)
    lines = text.splitlines() or [""]
    row = lines[line] if line < len(lines) else ""
    stands = row[column : column + 1]
    if stands == "\t" or (row[:column].strip() == "" and "\t" in row[: column + 1]):
        at = row.index("\t")
        return Syntax(line + 1, at + 1, "a tab, where YAML wants spaces", "indent with spaces")
    if stands and stands in _STARTS and "cannot start" in problem:
        return Syntax(line + 1, column + 1, f"{quoted(stands)} cannot start a text", "put the text in quotes")
    for words, (message, remedy) in _WORDS.items():
        if words in problem or words in context:
            return Syntax(line + 1, column + 1, message, remedy)
    said = " ".join(part for part in (context, problem) if part) or "unknown error"
    return Syntax(line + 1, column + 1, f"not YAML: {said}", "check the line and the one above")
