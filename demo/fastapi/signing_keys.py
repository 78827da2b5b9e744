"""The public keys that an authorization server signs with (RFC 7517), by their key id."""

import json
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any
from urllib.request import urlopen

from jwt import PyJWK, PyJWTError

log = logging.getLogger(__name__)

#: What a token may be signed with: never a shared secret, never nothing (RFC 8725, section 3.1).
ALGORITHMS = frozenset({"ES256", "RS256"})

#: For servers that name no algorithm in their keys.
ALGORITHM_OF_KEY_TYPE = {"EC": "ES256", "RSA": "RS256"}

#: Keys older than this are fetched again, so that one that was withdrawn is forgotten.
KEPT_FOR_SECONDS = 600

#: Anybody can send a token with an invented key id; it must not cause more requests than this.
PAUSE_SECONDS = 10

TIMEOUT_SECONDS = 5


class UnknownKey(Exception):
    """The server has no such key."""


class KeysUnavailable(Exception):
    """The server's keys could not be fetched, which says nothing about any token."""


@dataclass(frozen=True)
class SigningKey:
    """A key, and the one algorithm that it is used with."""

    public_key: Any
    algorithm: str


def fetch_json(url: str) -> Any:
    with urlopen(url, timeout=TIMEOUT_SECONDS) as response:
        return json.load(response)


class SigningKeys:
    """Fetches the keys when they are first needed, keeps them, and fetches again for a key id that it has not seen.

    That last part is how a server changes its keys without telling anybody: it publishes the new one and signs with it.
    """

    def __init__(
        self,
        url: str,
        fetch: Callable[[str], Any] = fetch_json,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._url = url
        self._fetch = fetch
        self._now = now
        self._lock = Lock()
        self._keys: Mapping[str, SigningKey] = {}
        self._asked_at = float("-inf")
        self._trouble: Exception | None = None

    def get(self, key_id: str) -> SigningKey:
        # FastAPI runs `def` dependencies in threads: whoever comes while the keys are on their way waits for them.
        with self._lock:
            age = self._now() - self._asked_at
            if age > KEPT_FOR_SECONDS or (key_id not in self._keys and age > PAUSE_SECONDS):
                self._refresh()
            key = self._keys.get(key_id)
            trouble = self._trouble
        if key is not None:
            return key
        if trouble is not None:
            raise KeysUnavailable(str(trouble)) from trouble
        raise UnknownKey(key_id)

    def _refresh(self) -> None:
        self._asked_at = self._now()
        try:
            self._keys = read_key_set(self._fetch(self._url))
            self._trouble = None
        except Exception as trouble:  # A network has many ways to fail; the keys at hand go on being used.
            log.warning("no keys from %s: %s", self._url, trouble)
            self._trouble = trouble


def read_key_set(key_set: Mapping[str, Any]) -> Mapping[str, SigningKey]:
    """The keys of a JWK Set that signatures can be checked with; others, of whatever kind, are left out."""
    keys = {}
    for jwk in key_set["keys"]:
        algorithm = jwk.get("alg", ALGORITHM_OF_KEY_TYPE.get(jwk.get("kty")))
        if "kid" not in jwk or jwk.get("use", "sig") != "sig" or algorithm not in ALGORITHMS:
            continue
        try:
            keys[jwk["kid"]] = SigningKey(PyJWK(jwk, algorithm).key, algorithm)
        except PyJWTError as problem:
            log.warning("a key that cannot be used, %s: %s", jwk["kid"], problem)
    return keys
