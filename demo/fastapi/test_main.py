import json
import unittest
from base64 import urlsafe_b64encode
from functools import partial
from os import environ
from unittest.mock import patch

from signing_keys import KeysUnavailable
from testing_issuer import Issuer, new_private_key
from testing_request import request

issuer = Issuer()

app_origin = "https://app.example"
with patch.dict(environ, ISSUER=issuer.name, JWKS_URL=issuer.jwks_url, AUDIENCE=issuer.audience, APP_ORIGIN=app_origin):
    import main

ask = partial(request, main.app)


def tearDownModule() -> None:
    issuer.close()


def with_header(header: bytes, *, signed: bool = True) -> str:
    """A good token with another header than it was signed with."""
    _, payload, signature = issuer.token().split(".")
    return ".".join([urlsafe_b64encode(header).rstrip(b"=").decode(), payload, signature if signed else ""])


class UsersMeTest(unittest.TestCase):
    def test_a_good_token_is_told_what_it_says(self) -> None:
        answer = ask("/users/me", f"Bearer {issuer.token()}")
        self.assertEqual(answer.status, 200)
        user = json.loads(answer.body)
        self.assertEqual((user["sub"], user["client_id"], user["scope"]), ("ada", "spa", ["openid", "read:me"]))

    def test_a_request_without_a_token_is_asked_for_one_and_no_error_is_named(self) -> None:
        for authorization in (None, "Basic YTpi", "DPoP a.b.c"):
            with self.subTest(authorization):
                answer = ask("/users/me", authorization)
                self.assertEqual((answer.status, answer.challenge), (401, 'Bearer realm="users"'))

    def test_a_clock_may_be_a_little_off(self) -> None:
        self.assertEqual(ask("/users/me", f"Bearer {issuer.token(expires_in=-5)}").status, 200)

    def test_an_expired_token_is_refused_and_the_answer_says_so(self) -> None:
        answer = ask("/users/me", f"Bearer {issuer.token(expires_in=-15)}")
        self.assertEqual(answer.status, 401)
        self.assertEqual(
            answer.challenge,
            'Bearer realm="users", error="invalid_token", error_description="the token has expired"',
        )

    def test_other_tokens_that_are_not_good_are_refused(self) -> None:
        tokens = {
            "no JWT": "opaque",
            "no token at all": "",
            "of another issuer": issuer.token(iss="https://evil.example"),
            "for another API": issuer.token(aud="https://other.example"),
            "an ID Token": issuer.token(header={"typ": "JWT"}),
            "of no type": issuer.token(header={"typ": ""}),
            "without an end": issuer.token(exp=None),
            "without a subject": issuer.token(sub=None),
            "without a client": issuer.token(client_id=None),
            "of the future": issuer.token(nbf=4_000_000_000),
            "signed by a stranger": issuer.token(signed_with=new_private_key()),
            "signed with an unknown key": issuer.token(header={"kid": "2"}),
            "signed with a nameless key": issuer.token(header={"kid": None}),
            "signed with a secret": issuer.token(signed_with="x" * 32, algorithm="HS256"),
            "said to be signed otherwise": with_header(b'{"alg":"RS256","typ":"at+jwt","kid":"1"}'),
            "not signed": with_header(b'{"alg":"none","typ":"at+jwt","kid":"1"}', signed=False),
            "nested without end": with_header(b'{"x":' + b"[" * 40_000),
            "bound to a key, but sent without a proof": issuer.token(cnf={"jkt": "x"}),
        }
        for name, token in tokens.items():
            with self.subTest(name):
                answer = ask("/users/me", f"Bearer {token}")
                self.assertEqual(answer.status, 401)
                self.assertIn('error="invalid_token"', str(answer.challenge))

    def test_a_token_that_lacks_the_scope_is_told_which_one_is_missing(self) -> None:
        for scope in ("openid read:me", "read:itemsx", "", None):
            with self.subTest(scope):
                answer = ask("/users/me/items", f"Bearer {issuer.token(scope=scope)}")
                self.assertEqual(answer.status, 403)
                self.assertEqual(
                    answer.challenge, 'Bearer realm="users", error="insufficient_scope", scope="read:items"'
                )

    def test_one_that_has_it_is_let_in(self) -> None:
        answer = ask("/users/me/items", f"Bearer {issuer.token(scope='read:me read:items')}")
        self.assertEqual(json.loads(answer.body), [{"item_id": "Foo", "owner": "ada"}])

    def test_keys_that_cannot_be_had_are_no_reason_to_call_a_token_invalid(self) -> None:
        with patch.object(main.verifier.keys, "get", side_effect=KeysUnavailable):
            answer = ask("/users/me", f"Bearer {issuer.token()}", origin=app_origin)
        self.assertEqual((answer.status, answer.challenge), (503, None))
        self.assertEqual(answer.headers["access-control-allow-origin"], app_origin)


class CorsTest(unittest.TestCase):
    def test_the_page_may_send_a_token_and_read_why_it_was_refused(self) -> None:
        preflight = ask(
            "/users/me",
            method="OPTIONS",
            origin=app_origin,
            access_control_request_method="GET",
            access_control_request_headers="authorization,dpop",
        )
        self.assertEqual(preflight.status, 200)
        self.assertEqual(preflight.headers["access-control-allow-origin"], app_origin)

        answer = ask("/users/me", origin=app_origin)
        self.assertEqual(answer.status, 401)
        self.assertEqual(answer.headers["access-control-allow-origin"], app_origin)
        self.assertEqual(answer.headers["access-control-expose-headers"].lower(), "www-authenticate")

    def test_other_pages_may_not(self) -> None:
        answer = ask("/users/me", f"Bearer {issuer.token()}", origin="https://evil.example")
        self.assertNotIn("access-control-allow-origin", answer.headers)


class OpenApiTest(unittest.TestCase):
    def test_the_documents_know_which_route_wants_which_scope(self) -> None:
        paths = json.loads(ask("/openapi.json").body)["paths"]
        self.assertEqual(
            [paths[path]["get"]["security"] for path in ("/users/me", "/users/me/items")],
            [[{"OAuth2PasswordBearer": ["read:me"]}], [{"OAuth2AuthorizationCodeBearer": ["read:items"]}]],
        )


if __name__ == "__main__":
    unittest.main()
