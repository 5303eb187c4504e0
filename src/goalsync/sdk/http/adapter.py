"""The policy as a transport adapter, so that it works under any requests.Session, whoever made it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import requests
import urllib3
from requests.adapters import HTTPAdapter
from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt

from goalsync.model.vocabulary import PullCode
from goalsync.sdk.connector import Traffic
from goalsync.sdk.errors import SourceError
from goalsync.sdk.http import limits
from goalsync.sdk.http.addresses import request_line
from goalsync.sdk.http.bodies import receive
from goalsync.sdk.http.call import Call, Certificate, Timeout
from goalsync.sdk.http.deadline import POOLS, Allowance, Watch
from goalsync.sdk.http.failures import failure_of, refusal, too_long
from goalsync.sdk.http.gate import Gates, PauseTooLong, Stopped
from goalsync.sdk.http.policy import Policy, is_server_failure, was_not_processed
from goalsync.sdk.http.routes import certificates, check_redirect, proxies
from goalsync.sdk.http.scopes import current_traffic, watching

if TYPE_CHECKING:
    from requests import PreparedRequest, Response

_MARGIN: Final = 0.05
"""Added to each pause a server asks for: it counts from when it answered, which we learn a little later."""

IsLimited = Callable[["Response"], bool]
"""Whether an answer, by what this system puts into it, is a refusal for asking too much (beyond 429 and headers)."""
IsBroken = Callable[["Response"], bool]
"""Whether a success is none, because what came is not whole: it is a failed attempt."""


class _Again(Exception):  # noqa: N818 - a decision on its way to tenacity
    """An attempt failed and may be repeated after `pause` seconds; `error` is what it means if it is not."""

    def __init__(self, pause: float, error: SourceError) -> None:
        super().__init__(error.message)
        self.pause = pause
        self.error = error


class PolicyAdapter(HTTPAdapter):
    """Sends requests by one policy: paced, retried where that is safe, bounded, counted; fails with SourceError.

    Success, redirects and refusals (4xx) are answers and returned; limits, server failures and everything that the
    network does are retried and then raised. Bodies are read completely (unless `stream`), so that a cut one is a
    failed attempt, not a surprise later.
    """

    def __init__(
        self,
        gates: Gates,
        policy: Policy,
        *,
        concurrency: int = 8,
        per_second: float | None = None,
        proxy: str | None = None,
        ca: str | None = None,
        is_limited: IsLimited | None = None,
        is_broken: IsBroken | None = None,
    ) -> None:
        super().__init__(pool_connections=4, pool_maxsize=max(concurrency, 1), max_retries=0)
        self._gates = gates
        self._timing = gates.timing
        self._policy = policy
        self._concurrency = max(concurrency, 1)
        self._per_second = per_second
        self._proxy = proxy
        self._ca = ca
        self._is_limited = is_limited
        self._is_broken = is_broken
        self._closings = 0
        self._ways: dict[str, Mapping[str, str]] = {}

    def send(
        self,
        request: PreparedRequest,
        stream: bool = False,
        timeout: Timeout = None,
        verify: bool | str = True,
        cert: Certificate = None,
        proxies: Mapping[str, str] | None = None,
    ) -> Response:
        """Send by the policy; raises SourceError."""
        call = self._call(request, stream, timeout, verify, cert, proxies)
        retrying = Retrying(
            stop=stop_after_attempt(self._policy.attempts),
            wait=_pause_of,
            retry=retry_if_exception_type(_Again),
            sleep=lambda seconds: self._sleep(call, seconds),
            reraise=True,
        )
        try:
            for attempt in retrying:
                with attempt:
                    return self._attempt(call, attempt.retry_state.attempt_number)
        except _Again as again:
            tried = f"{again.error.message} ({self._policy.attempts} attempts)"
            raise SourceError(again.error.code, tried, remedy=again.error.remedy) from None
        raise AssertionError  # not reached: tenacity returns or raises

    def __deepcopy__(self, memo: dict[int, object]) -> PolicyAdapter:
        """Another one with the same policy and the same gates: google-auth copies the session it is given."""
        return PolicyAdapter(
            self._gates,
            self._policy,
            concurrency=self._concurrency,
            per_second=self._per_second,
            proxy=self._proxy,
            ca=self._ca,
            is_limited=self._is_limited,
            is_broken=self._is_broken,
        )

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Connections whose answers have a deadline."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = POOLS

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> Any:
        """The same through a proxy (SOCKS has connections of its own kind)."""
        manager = super().proxy_manager_for(proxy, **kwargs)
        if isinstance(manager, urllib3.ProxyManager):
            manager.pool_classes_by_scheme = POOLS
        return manager

    def close(self) -> None:
        """Drop connections and wake those that wait; the adapter may be used again."""
        self._closings += 1
        super().close()

    def _call(
        self,
        request: PreparedRequest,
        stream: bool,
        timeout: Timeout,
        verify: bool | str,
        cert: Certificate,
        given: Mapping[str, str] | None,
    ) -> Call:
        url = request.url or ""
        connect, read = timeout if isinstance(timeout, tuple) else (timeout, timeout)
        gate = self._gates.of(url)
        gate.tighten(self._concurrency, self._per_second)
        closings = self._closings
        return Call(
            request=request,
            stream=stream,
            timeout=(connect or self._policy.connect_timeout, read or self._policy.read_timeout),
            verify=certificates(self._ca, verify),
            cert=cert,
            proxies=self._way(given, url),
            gate=gate,
            traffic=current_traffic() or Traffic(),
            stopped=lambda: self._closings != closings,
        )

    def _way(self, given: Mapping[str, str] | None, url: str) -> Mapping[str, str]:
        """The proxies for a URL; the environment is read once for each host."""
        if given:
            return proxies(self._proxy, given, url)
        host = urlsplit(url).netloc
        if host not in self._ways:
            self._ways[host] = proxies(self._proxy, None, url)
        return self._ways[host]

    def _attempt(self, call: Call, number: int) -> Response:
        """One attempt: the answer to return, or raises _Again or SourceError."""
        try:
            call.gate.enter(call.path, self._policy.max_wait + _MARGIN, call.count_wait, call.stopped)
        except PauseTooLong as shut:
            raise too_long(call.request.method, call.request.url, shut.seconds, self._policy.max_wait) from None
        except Stopped:
            raise _stopped(call) from None
        try:
            response = self._exchange(call, number)
            check_redirect(call.request, response)
            self._judge(call, response, number)  # before leaving, so that nobody enters a gate that is to be shut
        finally:
            call.gate.leave()
        return response

    def _exchange(self, call: Call, number: int) -> Response:
        """Send and receive once; raises _Again or SourceError for what the network does."""
        call.traffic.requests += 1
        call.traffic.retries += number > 1
        try:
            with watching(self._watch(call)):
                response = super().send(call.request, True, call.timeout, call.verify, call.cert, call.proxies)
            try:
                receive(response, stream=call.stream, policy=self._policy)
            finally:
                call.traffic.bytes += response.raw.tell() or 0
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError, UnicodeError) as error:
            failure = failure_of(error)
        else:
            return response
        unknown = not failure.unsent and not call.safe
        what = f": {failure.what}" + (" (not repeated: it may have been carried out)" if unknown else "")
        if failure.slow and number >= min(self._policy.attempts_in_silence, self._policy.attempts):
            raise call.error(failure.code, f"{what} ({number} attempts)", failure.remedy)
        told = call.error(failure.code, what, failure.remedy)
        if failure.passing and not unknown and call.resendable:
            raise _Again(self._policy.backoff(number, self._timing.chance(), limited=False), told)
        raise told

    def _watch(self, call: Call) -> Watch:
        allowance = Allowance(self._policy.body_timeout, self._policy.least_rate)
        return Watch(request_line(call.request.method, call.request.url), allowance, self._timing.monotonic)

    def _judge(self, call: Call, response: Response, number: int) -> None:
        """Shut the gate where the answer asks for it; raises for an answer that is a limit or a server's failure."""
        now, status, headers = self._timing.wall(), response.status_code, response.headers
        asked = limits.pause_asked(headers, now)
        path = call.path if limits.budget_of(headers) else None
        limited = limits.is_limit(status, headers, now) or self._says_limited(response)
        if not limited and not is_server_failure(status):
            used_up = limits.until_reset(headers, now)
            if used_up:
                call.gate.shut(used_up + _MARGIN, path)
            self._see_whole(call, response, number)
            return
        response.close()
        own = self._policy.backoff(number, self._timing.chance(), limited=limited)
        if limited or asked is not None:
            call.gate.shut(own if asked is None else asked + _MARGIN, path)
        if asked is not None and asked > self._policy.max_wait:
            raise too_long(call.request.method, call.request.url, asked, self._policy.max_wait)
        error = refusal(
            call.request.method,
            call.request.url,
            status,
            code=PullCode.LIMITED if limited else None,
            remedy="try again later" if limited else None,
        )
        undone = was_not_processed(status, pause_asked=asked is not None, limited=limited)
        if (undone or call.safe) and call.resendable:
            raise _Again(own if asked is None else max(asked + _MARGIN + own / 10, own), error)
        raise error

    def _see_whole(self, call: Call, response: Response, number: int) -> None:
        """Asks again, a few times, for an answer that is not whole; what it is after that is for the caller to say."""
        if response.status_code != 200 or self._is_broken is None or not (call.safe and call.resendable):
            return
        if number < min(self._policy.attempts_broken, self._policy.attempts) and self._is_broken(response):
            told = call.error(PullCode.BAD_ANSWER, " answered with less than a whole", "try again later")
            raise _Again(self._policy.backoff(number, self._timing.chance(), limited=False), told)

    def _says_limited(self, response: Response) -> bool:
        return self._is_limited is not None and response.status_code >= 400 and self._is_limited(response)

    def _sleep(self, call: Call, seconds: float) -> None:
        left = seconds
        while left > 0:
            if call.stopped():
                raise _stopped(call)
            step = min(left, 1.0)
            call.gate.sleep(step, call.count_wait)
            left -= step


def _pause_of(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    return error.pause if isinstance(error, _Again) else 0.0


def _stopped(call: Call) -> SourceError:
    return call.error(PullCode.UNREACHABLE, " was given up: the source was closed", "run again")
