"""An authorization server for the tests: one key, published over HTTP, and tokens signed with it."""

import json
import time
from base64 import urlsafe_b64encode
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, generate_private_key


def new_private_key() -> EllipticCurvePrivateKey:
    return generate_private_key(SECP256R1())


def public_jwk_of(private_key: EllipticCurvePrivateKey, key_id: str) -> dict[str, Any]:
    def encode(coordinate: int) -> str:
        return urlsafe_b64encode(coordinate.to_bytes(32, "big")).rstrip(b"=").decode()

    numbers = private_key.public_key().public_numbers()
    return {"kty": "EC", "crv": "P-256", "kid": key_id, "x": encode(numbers.x), "y": encode(numbers.y)}


def without_none(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


class Issuer:
    name = "https://login.example"
    audience = "https://api.example"
    key_id = "1"

    def __init__(self) -> None:
        self.private_key = new_private_key()
        key_set = json.dumps({"keys": [public_jwk_of(self.private_key, self.key_id)]}).encode()

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.end_headers()
                self.wfile.write(key_set)

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.jwks_url = f"http://127.0.0.1:{self._server.server_port}/jwks"
        Thread(target=self._server.serve_forever, daemon=True).start()

    def token(
        self,
        *,
        signed_with: Any = None,
        algorithm: str = "ES256",
        header: dict[str, Any] | None = None,
        expires_in: float = 30,
        **claims: Any,
    ) -> str:
        """A good token, but for what is said here. `None` leaves a claim or a header parameter out."""
        now = time.time()
        good = {"iss": self.name, "aud": self.audience, "sub": "ada", "client_id": "spa", "jti": "1"}
        said = {**good, "scope": "openid read:me", "iat": now, "exp": now + expires_in, **claims}
        return jwt.encode(
            without_none(said),
            self.private_key if signed_with is None else signed_with,
            algorithm,
            without_none({"typ": "at+jwt", "kid": self.key_id, **(header or {})}),
        )

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
