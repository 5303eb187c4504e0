"""The session over real HTTP on the loopback: what is retried, what is not, what an error says."""

from __future__ import annotations

import copy
import gzip
import io
import socket
import threading
from collections.abc import Iterator
from email.utils import formatdate
from pathlib import Path

import pytest
import requests

from goalsync import __version__
from goalsync.model.vocabulary import PullCode
from goalsync.sdk.connector import Traffic
from goalsync.sdk.errors import SourceError
from goalsync.sdk.http import Gates, Policy, checked, counted, counting, json_of, mount, reading, session
from goalsync.sdk.http.answers import is_cut_json
from support.clock import FakeClock
from support.contexts import context
from support.server import Answer, Seen, scripted, serving

OK = Answer(body=b"fine")


@pytest.fixture
def clock() -> FakeClock:
    """Time that passes only by sleeping."""
    return FakeClock()


def opened(
    clock: FakeClock, *, max_wait: float = 300, policy: Policy | None = None, **kwargs: object
) -> requests.Session:
    """A session on that clock."""
    return session(
        context(max_wait=max_wait, **kwargs),  # type: ignore[arg-type]
        gates=Gates(clock.timing()),
        policy=policy or Policy(max_wait=max_wait, read_timeout=5),
    )


def free_port() -> int:
    """A port of the loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.parametrize(
    "trouble",
    [
        Answer(429),
        Answer(429, headers={"Retry-After": "2"}),
        Answer(429, headers={"Retry-After": "1.0"}),
        Answer(429, headers={"Retry-After": "0"}),
        Answer(429, headers={"Retry-After": "nonsense"}),
        Answer(403, headers={"Retry-After": "2"}),
        Answer(403, headers={"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "30"}),
        Answer(500),
        Answer(502, body=b"<html>Bad Gateway</html>"),
        Answer(503, headers={"Retry-After": "4"}),
        Answer(504),
        Answer(520),
        Answer(408),
        Answer(reset=True),
        Answer(body=b"fine and more", cut=4),
        Answer(body=b"fine", cut=2, chunked=True),
        Answer(body=b"fine", length=400),
        Answer(body=b"not gzip", headers={"Content-Encoding": "gzip"}),
    ],
    ids=lambda answer: f"{answer.status}-{dict(answer.headers)}-{answer.cut}-{answer.reset}-{answer.chunked}",
)
def test_a_passing_failure_of_a_get_is_repeated(clock: FakeClock, trouble: Answer) -> None:
    """Limits in every form, server failures, resets and cut bodies: one more request, counted with its pause."""
    traffic = Traffic()
    with scripted(trouble, OK) as server, opened(clock) as http, counting(traffic):
        assert http.get(f"{server.url}/a").content == b"fine"
        assert len(server.seen) == 2
    assert (traffic.requests, traffic.retries) == (2, 1)
    assert traffic.waited_seconds == pytest.approx(sum(clock.slept))
    assert clock.slept
    assert traffic.bytes >= 4


@pytest.mark.parametrize("status", [200, 204, 304, 400, 401, 403, 404, 410, 422, 501])
def test_answers_are_returned_at_once(clock: FakeClock, status: int) -> None:
    """Success and refusals are the connector's to judge: one request, no pause."""
    with scripted(Answer(status)) as server, opened(clock) as http:
        assert http.get(server.url).status_code == status
        assert len(server.seen) == 1
    assert not clock.slept


@pytest.mark.parametrize("asked", ["7", "7.5", "date"])
def test_a_pause_asked_for_is_kept(clock: FakeClock, asked: str) -> None:
    """The next request comes after Retry-After, as seconds or as a date by the server's clock."""
    text = formatdate(clock.now() + 7, usegmt=True) if asked == "date" else asked
    dated = formatdate(clock.now(), usegmt=True)
    limited = Answer(429, headers={"Retry-After": text, "Date": dated})
    with scripted(limited, OK, clock=clock.now) as server, opened(clock) as http:
        http.get(server.url)
        first, second = server.seen
        assert 7 <= second.at - first.at <= 10


def test_attempts_are_bounded(clock: FakeClock) -> None:
    """A server that is down for good is asked six times with growing pauses, then it is an error that says so."""
    with scripted(Answer(503)) as server, opened(clock) as http:
        with pytest.raises(SourceError) as caught:
            http.get(f"{server.url}/a?token=hunter2")
        assert len(server.seen) == 6
    assert sum(clock.slept) == pytest.approx(15.5)
    assert caught.value.code is PullCode.UNREACHABLE
    assert str(caught.value) == (
        f"GET {server.url}/a?token=… answered HTTP 503 Service Unavailable (6 attempts); try again later"
    )


def test_a_limit_that_stays_is_limited(clock: FakeClock) -> None:
    """429 without a time is asked again for more than a minute, then the source is parked as limited."""
    with scripted(Answer(429)) as server, opened(clock) as http:
        with pytest.raises(SourceError) as caught:
            http.get(server.url)
        assert len(server.seen) == 6
    assert sum(clock.slept) > 60
    assert caught.value.code is PullCode.LIMITED


@pytest.mark.parametrize("status", [429, 403, 503])
def test_a_pause_longer_than_max_wait_is_raised_not_slept(clock: FakeClock, status: int) -> None:
    """Half an hour asked, five minutes allowed: at once an error with the half hour; the next request is not sent."""
    with scripted(Answer(status, headers={"Retry-After": "1800"})) as server, opened(clock) as http:
        for _ in range(2):
            with pytest.raises(SourceError, match="asks to wait 30 minutes, longer than max_wait") as caught:
                http.get(f"{server.url}/a")
            assert caught.value.code is PullCode.LIMITED
            assert "30 minutes" in (caught.value.remedy or "")
        assert len(server.seen) == 1
    assert not clock.slept


def test_a_pause_as_long_as_max_wait_is_slept(clock: FakeClock) -> None:
    """The bound itself is allowed, for the request that learned of it and for those that find the gate shut."""
    with scripted(Answer(429, headers={"Retry-After": "300"}), OK) as server, opened(clock) as http:
        assert http.get(server.url).ok
        assert sum(clock.slept) >= 300


def test_a_used_up_budget_holds_the_next_request(clock: FakeClock) -> None:
    """A success that says 'none left until then' is the last request until then."""
    spent = Answer(body=b"x", headers={"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(int(clock.now()) + 40)})
    dated = Answer(body=b"x", headers={**spent.headers, "Date": formatdate(clock.now(), usegmt=True)})
    with scripted(dated, OK, clock=clock.now) as server, opened(clock) as http:
        http.get(server.url)
        http.get(server.url)
        assert server.seen[1].at - server.seen[0].at >= 40


def test_a_budget_of_its_own_holds_only_its_path(clock: FakeClock) -> None:
    """GitHub's search budget being used up does not stop the rest of the host."""
    spent = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "40", "X-RateLimit-Resource": "search"}
    with serving(lambda seen: Answer(headers=spent if seen.path == "/search" else {}), clock.now) as server:
        http = opened(clock)
        http.get(f"{server.url}/search?q=1")
        http.get(f"{server.url}/items")
        assert not clock.slept
        http.get(f"{server.url}/search?q=2")
        assert sum(clock.slept) >= 40


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("trouble", [Answer(500), Answer(reset=True), Answer(body=b"done", cut=1), Answer(503)])
def test_a_write_whose_fate_is_unknown_is_never_repeated(clock: FakeClock, method: str, trouble: Answer) -> None:
    """One request, then an error: a second one could do it twice."""
    with scripted(trouble, OK) as server, opened(clock) as http:
        with pytest.raises(SourceError):
            http.request(method, server.url, data=b"x")
        assert len(server.seen) == 1
    assert not clock.slept


@pytest.mark.parametrize(
    "trouble",
    [Answer(429), *(Answer(status, headers={"Retry-After": "3"}) for status in (403, 429, 503))],
)
def test_a_write_that_was_turned_away_is_repeated(clock: FakeClock, trouble: Answer) -> None:
    """A limit says that nothing was done, so the same body is sent again."""
    with scripted(trouble, OK) as server, opened(clock) as http:
        assert http.post(server.url, json={"a": 1}).ok
        assert [seen.body for seen in server.seen] == [b'{"a": 1}', b'{"a": 1}']


def test_a_write_without_a_connection_is_repeated(clock: FakeClock) -> None:
    """Refused before anything was sent: six attempts, and the error names the request and the remedy."""
    with opened(clock) as http, pytest.raises(SourceError) as caught:
        http.post(f"http://127.0.0.1:{free_port()}/a", data=b"x")
    assert caught.value.code is PullCode.UNREACHABLE
    assert "the connection was refused (6 attempts); check the address and the network" in str(caught.value)
    assert sum(clock.slept) == pytest.approx(15.5)


def test_a_stream_that_is_used_up_is_not_sent_again(clock: FakeClock) -> None:
    """A body from a file cannot be sent twice, so even a limit is an error then."""
    with scripted(Answer(429), OK) as server, opened(clock) as http:
        with pytest.raises(SourceError):
            http.post(server.url, data=io.BytesIO(b"x"))
        assert len(server.seen) == 1


def test_a_post_that_only_reads_is_repeated(clock: FakeClock) -> None:
    """Said around it, not in it: a search by POST is retried like a GET, and only inside the block."""
    with scripted(Answer(reset=True), Answer(502), OK, Answer(502)) as server, opened(clock) as http:
        with reading():
            assert http.post(server.url, json={"query": "{ viewer }"}).ok
        with pytest.raises(SourceError):
            http.post(server.url, json={})
        assert len(server.seen) == 4


def test_silence_is_a_timeout(clock: FakeClock) -> None:
    """Without any timeout given by the caller, a server that says nothing is given up, and asked three times in all."""
    policy = Policy(read_timeout=0.1)
    with scripted(Answer(delay=0.5)) as server, opened(clock, policy=policy) as http:
        with pytest.raises(SourceError, match=r"no answer came in time \(3 attempts\); try again later") as caught:
            http.get(server.url)
        assert len(server.seen) == 3
    assert caught.value.code is PullCode.UNREACHABLE


def test_a_trickle_ends_too() -> None:
    """An answer that never is silent for long and never ends is given up by the bound on the whole."""
    policy = Policy(attempts=1, read_timeout=2, body_timeout=0.2)
    trickle = Answer(body=b"x" * 50, piece=1, between=0.05)
    with scripted(trickle) as server:
        http = session(context(), gates=Gates(), policy=policy)
        with pytest.raises(SourceError, match="too slowly"):
            http.get(server.url)


def test_an_answer_too_large_for_memory(clock: FakeClock) -> None:
    """By its length before a byte is read, and by counting what it unpacks to (a bomb)."""
    policy = Policy(body_limit=1_000_000)
    bomb = gzip.compress(b"\0" * 20_000_000)
    answers = (Answer(body=b"x", length=5_000_000), Answer(body=bomb, headers={"Content-Encoding": "gzip"}))
    with scripted(*answers) as server, opened(clock, policy=policy) as http:
        for _ in answers:
            with pytest.raises(SourceError, match="more than 1 MB") as caught:
                http.get(server.url)
            assert caught.value.code is PullCode.UNREADABLE
        assert len(server.seen) == 2


@pytest.mark.parametrize(
    ("target", "scheme"), [("file:///etc/passwd", "file"), ("ftp://127.0.0.1/a", "ftp"), ("gopher:1", "gopher")]
)
def test_redirects_stay_within_http(clock: FakeClock, target: str, scheme: str) -> None:
    """A redirect elsewhere is an error, not a file of this machine."""
    away = Answer(302, headers={"Location": target})
    text = rf"neither http nor https \({scheme}\)"
    with scripted(away) as server, opened(clock) as http, pytest.raises(SourceError, match=text) as caught:
        http.get(server.url)
    assert caught.value.code is PullCode.BAD_ANSWER


def test_redirects_are_followed_and_end(clock: FakeClock) -> None:
    """A moved address is found; a circle is an error after ten steps."""
    with serving(lambda seen: Answer(301, headers={"Location": "/b"}) if seen.path == "/a" else OK) as server:
        assert opened(clock).get(f"{server.url}/a").content == b"fine"
    with scripted(Answer(302, headers={"Location": "/a"})) as server, opened(clock) as http:
        with pytest.raises(SourceError, match="the redirects do not end"):
            http.get(f"{server.url}/a")
        assert len(server.seen) == 11


def test_credentials_do_not_follow_to_another_host(clock: FakeClock) -> None:
    """Another port is another host: the Authorization header stays behind."""
    with scripted(OK) as other, scripted(Answer(302, headers={"Location": other.url})) as server:
        opened(clock).get(server.url, headers={"Authorization": "Bearer hunter2"})
        assert server.seen[0].headers["authorization"] == "Bearer hunter2"
        assert "authorization" not in other.seen[0].headers


@pytest.mark.parametrize(
    ("url", "what"),
    [
        ("ftp://example.com/a", "only http and https"),
        ("example.com/a", "only http and https"),
        ("http://[::1/a", "not an address"),
        ("http://", "not an address"),
        ("http://" + "a" * 300 + ".invalid/", "not an address"),
    ],
)
def test_what_is_not_an_address(clock: FakeClock, url: str, what: str) -> None:
    """Nothing is sent; the error is ours, not the library's."""
    with opened(clock) as http, pytest.raises(SourceError, match=what):
        http.get(url)
    assert not clock.slept


def test_what_is_sent(clock: FakeClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The user agent, no cookies from one call to the next, and no .netrc."""
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login me password hunter2\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    with scripted(Answer(headers={"Set-Cookie": "a=1"})) as server, opened(clock) as http:
        http.get(server.url)
        http.get(server.url)
        for seen in server.seen:
            assert seen.headers["user-agent"] == f"goalsync/{__version__}"
            assert "cookie" not in seen.headers
            assert "authorization" not in seen.headers


def test_the_configured_proxy_is_used_and_beats_the_environment(
    clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`proxy:` of the source; else the environment's, with its exceptions."""
    for name in ("http_proxy", "HTTP_PROXY", "no_proxy", "NO_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with scripted(OK) as proxy, scripted(OK) as other:
        monkeypatch.setenv("http_proxy", other.url)
        opened(clock, proxy=proxy.url).get("http://goals.invalid/a")
        assert proxy.seen[0].host == "goals.invalid"
        assert not other.seen
        opened(clock).get("http://goals.invalid/b")
        assert other.seen[0].host == "goals.invalid"
        monkeypatch.setenv("no_proxy", "127.0.0.1")
        assert opened(clock).get(f"{proxy.url}/direct").ok
        assert len(other.seen) == 1


def test_a_missing_file_of_certificates_is_said(clock: FakeClock, tmp_path: Path) -> None:
    """`ca:` is relative to the workspace; a missing one is an error with the key to mend, at the first request."""
    http = session(context(tmp_path, ca="ours.pem"), gates=Gates(clock.timing()))
    with pytest.raises(SourceError, match="certificates cannot be read; check `ca:`"):
        http.get("https://127.0.0.1:1/a")
    assert not clock.slept


def test_threads_share_the_pause_of_a_host(clock: FakeClock) -> None:
    """Eight threads, two sessions: when one is told to wait, none asks before, whichever session it uses."""
    limited: list[float] = []

    def respond(seen: Seen) -> Answer:
        if not limited:
            limited.append(seen.at)
            return Answer(429, headers={"Retry-After": "100"})
        return OK

    gates = Gates(clock.timing())
    with serving(respond, clock.now) as server:
        sessions = [session(context(), gates=gates) for _ in range(2)]
        sessions[0].get(server.url)
        threads = [threading.Thread(target=sessions[n % 2].get, args=(server.url,)) for n in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        later = [seen.at for seen in server.seen[1:]]
        assert len(later) == 9
        assert min(later) - limited[0] >= 100


def test_requests_in_flight_are_bounded() -> None:
    """Twelve threads, three at once, over real time; nobody is left waiting."""
    gates = Gates()
    with scripted(Answer(delay=0.05, body=b"x")) as server:
        http = session(context(concurrency=3), gates=gates)
        threads = [threading.Thread(target=http.get, args=(server.url,)) for _ in range(12)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(server.seen) == 12
        assert 1 < server.most_in_flight <= 3


def test_requests_per_second_are_bounded(clock: FakeClock) -> None:
    """Two a second, by the clock: in every window of a second at most two."""
    with scripted(OK, clock=clock.now) as server:
        http = session(context(), per_second=2, gates=Gates(clock.timing()))
        for _ in range(9):
            http.get(server.url)
        times = [seen.at for seen in server.seen]
    for start in times:
        assert sum(start <= at < start + 0.999 for at in times) <= 2
    assert 3.9 <= times[-1] - times[0] <= 6


def test_counts_belong_to_the_pull_that_makes_them(clock: FakeClock) -> None:
    """Two generators of pages taken in turns on one thread: each request is counted for its own pull."""

    def pages(http: requests.Session, url: str, size: int) -> Iterator[int]:
        for _ in range(3):
            yield len(http.get(f"{url}/{size}").content)

    with serving(lambda seen: Answer(body=b"x" * int(seen.path[1:]))) as server, opened(clock) as http:
        small, large = Traffic(), Traffic()
        first = counted(pages(http, server.url, 10), small)
        second = counted(pages(http, server.url, 1000), large)
        next(first)
        assert [next(second), next(first), next(second)] == [1000, 10, 1000]
        http.get(f"{server.url}/5")
        second.close()
        assert list(first) == [10]
    assert (small.requests, small.bytes) == (3, 30)
    assert (large.requests, large.bytes) == (2, 2000)


def test_a_system_with_its_own_words_for_a_limit(clock: FakeClock) -> None:
    """A 403 whose body says so is a limit where the connector knows the words."""
    secondary = Answer(403, body=b"You have exceeded a secondary rate limit")
    with scripted(secondary, OK) as server:
        http = session(
            context(), gates=Gates(clock.timing()), is_limited=lambda answer: b"secondary rate" in answer.content
        )
        assert http.get(server.url).ok
        assert clock.slept


def test_closing_wakes_those_that_wait() -> None:
    """A run that ends does not wait for the pauses of its threads."""
    gates = Gates()
    caught: list[SourceError] = []
    with scripted(Answer(429, headers={"Retry-After": "200"})) as server:
        http = session(context(), gates=gates)

        def ask() -> None:
            try:
                http.get(server.url)
            except SourceError as error:
                caught.append(error)

        thread = threading.Thread(target=ask)
        thread.start()
        while not server.seen:
            thread.join(0.01)
        thread.join(0.1)
        http.close()
        thread.join(5)
        assert not thread.is_alive()
    assert "was given up" in caught[0].message


@pytest.mark.parametrize(
    ("answer", "code", "text"),
    [
        (Answer(401), PullCode.AUTH, "HTTP 401 Unauthorized; check that the credentials"),
        (Answer(403), PullCode.FORBIDDEN, "HTTP 403 Forbidden; give the account access"),
        (Answer(404), PullCode.GONE, "HTTP 404 Not Found"),
        (Answer(410), PullCode.GONE, "HTTP 410 Gone"),
        (Answer(422), PullCode.BAD_ANSWER, "HTTP 422 Unprocessable"),
        (Answer(body=b"{", headers={"Content-Type": "application/json"}), PullCode.BAD_ANSWER, "not JSON"),
        (Answer(body=b""), PullCode.BAD_ANSWER, "nothing where JSON was expected"),
        (Answer(body=b"[" * 100_000), PullCode.BAD_ANSWER, "not JSON"),
        (Answer(body=b"<!DOCTYPE html><title>Hi</title>"), PullCode.BAD_ANSWER, "a web page, not with JSON"),
        (Answer(body=b"<html><input type='password'>"), PullCode.AUTH, "asks to sign in, not with JSON"),
    ],
)
def test_refusals_and_odd_answers_in_words(clock: FakeClock, answer: Answer, code: PullCode, text: str) -> None:
    """Each with its code, the request and the remedy."""
    with scripted(answer) as server, opened(clock) as http:
        with pytest.raises(SourceError) as caught:
            json_of(http.get(f"{server.url}/a"))
        assert caught.value.code is code
        assert text in str(caught.value)
        assert str(caught.value).startswith(f"GET {server.url}/a answered")
        assert caught.value.remedy


def test_a_connector_says_better_what_a_refusal_means(clock: FakeClock) -> None:
    """The code and the remedy can be given; a success passes."""
    with scripted(Answer(404), Answer(body=b'{"a": 1}')) as server, opened(clock) as http:
        with pytest.raises(SourceError) as caught:
            checked(http.get(server.url), code=PullCode.FORBIDDEN, remedy="share it")
        assert (caught.value.code, caught.value.remedy) == (PullCode.FORBIDDEN, "share it")
        assert json_of(http.get(server.url)) == {"a": 1}


def test_any_session_can_follow_the_policy(clock: FakeClock) -> None:
    """A plain requests.Session, as libraries make them, with the policy mounted: retried, counted, named."""
    traffic = Traffic()
    with scripted(Answer(502), OK, Answer(503)) as server:
        theirs = requests.Session()
        mount(theirs, context(), gates=Gates(clock.timing()))
        with counting(traffic):
            assert theirs.get(server.url).content == b"fine"
        assert server.seen[0].headers["user-agent"].startswith("goalsync/")
        with pytest.raises(SourceError, match="HTTP 503"):
            theirs.get(server.url)
    assert (traffic.requests, traffic.retries) == (2, 1)


def test_a_copied_session_follows_the_same_policy(clock: FakeClock) -> None:
    """Libraries copy sessions (google-auth does); the copy waits at the same gates."""
    with scripted(Answer(429, headers={"Retry-After": "1800"})) as server, opened(clock) as http:
        copied = copy.deepcopy(http)
        with pytest.raises(SourceError, match="30 minutes"):
            copied.get(server.url)
        with pytest.raises(SourceError, match="30 minutes"):
            http.get(server.url)
        assert len(server.seen) == 1


def test_a_caller_may_stream(clock: FakeClock) -> None:
    """With stream=True the body is left to the caller; failures and refusals are still complete."""
    with scripted(OK, Answer(404, body=b"no such thing")) as server, opened(clock) as http:
        with http.get(server.url, stream=True) as answer:
            assert answer.raw.read(2) == b"fi"
        assert http.get(server.url, stream=True).content == b"no such thing"


@pytest.mark.parametrize(
    ("body", "cut"),
    [
        (b"", True),
        (b"  ", True),
        (b'{"issues": [{"id": "1", ', True),
        (b'[{"id": 1}', True),
        (b"null", True),
        (b'\n{"a": 1}\n', False),
        (b"[]", False),
        (b"<html><body>Sign in</body></html>", False),
    ],
)
def test_what_is_cut_json(body: bytes, cut: bool) -> None:
    """Nothing, or something whose ends do not fit; a web page is another matter."""
    response = requests.Response()
    response._content = body
    assert is_cut_json(response) is cut


def test_an_answer_that_is_not_whole_is_asked_for_again_and_then_returned(clock: FakeClock) -> None:
    """A few times, if the request only reads; what it means in the end is for the caller to say. A refusal is one."""
    cut, whole = Answer(body=b'{"a": '), Answer(body=b"{}")
    http = requests.Session()
    mount(http, context(), gates=Gates(clock.timing()), is_broken=is_cut_json)
    empty = [Answer(204), Answer(302, headers={"Location": "/elsewhere"}), Answer(404)]
    with scripted(cut, cut, whole, cut, cut, cut, cut, *empty) as server, http:
        assert http.get(server.url).content == b"{}"
        assert http.get(server.url).content == cut.body
        assert http.post(server.url).content == cut.body
        assert http.get(server.url).status_code == 204
        assert http.get(server.url).status_code == 404
        assert len(server.seen) == 10
    assert clock.slept
