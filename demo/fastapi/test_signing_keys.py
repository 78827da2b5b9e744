import unittest
from typing import Any

from signing_keys import KeysUnavailable, SigningKeys, UnknownKey, read_key_set
from testing_issuer import new_private_key, public_jwk_of


def public_jwk(key_id: str, **parameters: str) -> dict[str, Any]:
    return {**public_jwk_of(new_private_key(), key_id), **parameters}


class Server:
    """Publishes keys, if it is up, and counts who asks."""

    def __init__(self, *key_ids: str) -> None:
        self.key_ids = key_ids
        self.up = True
        self.asked = 0
        self.time = 0.0

    def fetch(self, url: str) -> Any:
        self.asked += 1
        if not self.up:
            raise OSError("connection refused")
        return {"keys": [public_jwk(key_id) for key_id in self.key_ids]}


class SigningKeysTest(unittest.TestCase):
    def setUp(self) -> None:
        self.server = Server("first")
        self.keys = SigningKeys("https://login.example/jwks", fetch=self.server.fetch, now=lambda: self.server.time)

    def test_keys_are_fetched_once_and_kept(self) -> None:
        self.assertIs(self.keys.get("first"), self.keys.get("first"))
        self.assertEqual(self.server.asked, 1)

    def test_a_new_key_is_found_where_it_was_published(self) -> None:
        self.keys.get("first")
        self.server.key_ids = ("first", "second")
        self.server.time = 11
        self.keys.get("second")
        self.assertEqual(self.server.asked, 2)

    def test_invented_key_ids_make_no_storm_of_requests(self) -> None:
        self.keys.get("first")
        for number in range(100):
            with self.assertRaises(UnknownKey):
                self.keys.get(f"invented {number}")
        self.assertEqual(self.server.asked, 1)

    def test_a_withdrawn_key_is_forgotten_in_time(self) -> None:
        self.keys.get("first")
        self.server.key_ids = ("second",)
        self.server.time = 601
        with self.assertRaises(UnknownKey):
            self.keys.get("first")

    def test_a_server_that_is_down_says_nothing_about_a_key(self) -> None:
        self.server.up = False
        with self.assertLogs("signing_keys"), self.assertRaises(KeysUnavailable):
            self.keys.get("first")
        with self.assertRaises(KeysUnavailable):
            self.keys.get("first")
        self.assertEqual(self.server.asked, 1)

        self.server.up = True
        self.server.time = 11
        self.keys.get("first")
        with self.assertRaises(UnknownKey):
            self.keys.get("second")

    def test_known_keys_outlive_a_server_that_is_down(self) -> None:
        first = self.keys.get("first")
        self.server.up = False
        self.server.time = 601
        with self.assertLogs("signing_keys"):
            self.assertIs(self.keys.get("first"), first)


class ReadKeySetTest(unittest.TestCase):
    def test_a_key_says_what_it_is_used_with_or_its_type_does(self) -> None:
        keys = read_key_set({"keys": [public_jwk("a"), public_jwk("b", alg="ES256")]})
        self.assertEqual([key.algorithm for key in keys.values()], ["ES256", "ES256"])

    def test_what_signatures_cannot_be_checked_with_is_left_out(self) -> None:
        odd = [
            public_jwk("for encryption", use="enc"),
            public_jwk("for something else", alg="ES512"),
            {"kid": "a shared secret", "kty": "oct", "k": "c2VjcmV0"},
            {"kid": "a shared secret with a name", "kty": "oct", "k": "c2VjcmV0", "alg": "HS256"},
            {"kid": "of the future", "kty": "ML-DSA"},
            {key: value for key, value in public_jwk("nameless").items() if key != "kid"},
        ]
        self.assertEqual(list(read_key_set({"keys": [*odd, public_jwk("good")]})), ["good"])

    def test_a_broken_key_takes_no_other_with_it(self) -> None:
        with self.assertLogs("signing_keys"):
            keys = read_key_set({"keys": [{"kid": "broken", "kty": "EC", "alg": "ES256"}, public_jwk("good")]})
        self.assertEqual(list(keys), ["good"])


if __name__ == "__main__":
    unittest.main()
