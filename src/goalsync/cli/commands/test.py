"""`goalsync test`."""

from __future__ import annotations

import click

from goalsync.cli.invocation import Invocation, common_options
from goalsync.cli.opening import workspace_of
from goalsync.cli.streams import answer, message
from goalsync.model.vocabulary import ExitCode


@click.command("test")
@common_options
@click.pass_obj
def command(invocation: Invocation) -> int:
    """Try the rules on the example items under `tests:` in mappings/, and say which rule does something else.

    Nothing is pulled and no store is needed. A test that does not hold ends with exit code 1.

    \b
    Examples
      goalsync test
      goalsync test --format json
    """
    from goalsync.core.explain import try_examples
    from goalsync.render import json
    from goalsync.render.text.examples import examples, problems_of

    as_json = invocation.wants_json()
    found = try_examples(workspace_of(invocation).configuration, invocation.moment())
    wrong = problems_of(found)
    counts = {"passed": len(found) - len(wrong), "failed": len(wrong), "tests": found}
    answer(as_json, lambda look: examples(found, look), "goalsync/test/1", counts)
    if wrong and as_json:
        message(json.problems(wrong))
    return ExitCode.FAILED if wrong else ExitCode.DONE
