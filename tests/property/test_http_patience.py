"""Whatever a server answers, it is asked politely and not for ever."""

from __future__ import annotations

from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st

from goalsync.sdk.errors import SourceError
from goalsync.sdk.http import Gates, Policy, session
from support.clock import FakeClock
from support.contexts import context
from support.server import Answer, Seen, serving

MAX_WAIT = 90.0

pauses = st.one_of(st.none(), st.integers(0, 200), st.floats(0, 200).map(lambda number: round(number, 3)))
answers = st.one_of(
    st.builds(
        lambda status, pause: Answer(status, headers={} if pause is None else {"Retry-After": str(pause)}),
        st.sampled_from([200, 403, 404, 429, 429, 500, 502, 503, 503]),
        pauses,
    ),
    st.builds(
        lambda status, reset: Answer(status, headers={"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(reset)}),
        st.sampled_from([200, 403, 429]),
        st.integers(0, 200),
    ),
    st.just(Answer(reset=True)),
    st.just(Answer(body=b"cut short", cut=3)),
    st.just(Answer(headers={"Content-Encoding": "gzip"}, body=b"no")),
)
calls = st.lists(st.sampled_from(["GET", "GET", "POST"]), min_size=1, max_size=4)


def asked_pause(answer: Answer) -> float:
    """How long an answer asks everybody to wait."""
    headers = answer.headers
    if "Retry-After" in headers:
        return float(headers["Retry-After"]) if answer.status in (403, 429) or answer.status >= 500 else 0.0
    return float(headers.get("X-RateLimit-Reset", 0))


@settings(max_examples=120, deadline=None)
@given(script=st.lists(answers, max_size=12), methods=calls, chance=st.floats(0, 1, exclude_max=True))
def test_no_request_before_its_time_and_never_too_many(script: list[Answer], methods: list[str], chance: float) -> None:
    """For any answers in any order: nothing is sent before a pause asked for has passed, each call sends six requests
    at most (a write whose fate is unknown is the last of its call), and nobody sleeps longer than max_wait at once.
    """
    clock = FakeClock()
    given_answers: list[tuple[float, Answer]] = []
    left = list(script)

    def respond(seen: Seen) -> Answer:
        answer = left.pop(0) if left else Answer(body=b"fine")
        given_answers.append((seen.at, answer))
        return answer

    with serving(respond, clock.now) as server:
        policy = Policy(max_wait=MAX_WAIT, read_timeout=5)
        http = session(context(), gates=Gates(clock.timing(chance)), policy=policy)
        for method in methods:
            before, began = len(server.seen), clock.now()
            with suppress(SourceError):
                http.request(method, server.url)
            sent = given_answers[before:]
            assert len(sent) <= policy.attempts
            assert clock.now() - began <= policy.attempts * (MAX_WAIT + policy.longest_pause)
            if method == "POST":
                assert all(answer.status in (403, 429, 503) for _, answer in sent[:-1])
        http.close()
    not_before = 0.0
    for at, answer in given_answers:
        assert at >= not_before
        not_before = max(not_before, at + asked_pause(answer))
