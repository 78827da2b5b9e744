import re
import unittest
from pathlib import Path
from typing import Any

from testing_issuer import Issuer
from testing_request import request

guide = Path(__file__).parents[2] / "docs/guides/fastapi.md"


class GuideTest(unittest.TestCase):
    """The program in the guide does what the guide says."""

    def setUp(self) -> None:
        self.issuer = Issuer()
        self.addCleanup(self.issuer.close)
        [program] = re.findall(r"^```python\n(.*?)^```$", guide.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
        for name, value in {
            "https://login.example.com": self.issuer.name,
            "https://api.example.com": self.issuer.audience,
            'f"{ISSUER}/jwks"': repr(self.issuer.jwks_url),
        }.items():
            self.assertIn(name, program)
            program = program.replace(name, value)
        names: dict[str, Any] = {"__name__": "guide"}
        exec(compile(program, str(guide), "exec"), names)
        self.app = names["app"]

    def test_it_lets_in_and_refuses(self) -> None:
        page = "https://app.example.com"
        good = request(self.app, "/users/me", f"Bearer {self.issuer.token()}", origin=page)
        self.assertEqual((good.status, good.body), (200, b'{"sub":"ada"}'))
        self.assertEqual(good.headers["access-control-allow-origin"], page)
        self.assertEqual(good.headers["access-control-expose-headers"], "WWW-Authenticate")

        answers = [
            request(self.app, "/users/me", authorization)
            for authorization in (
                None,
                f"Bearer {self.issuer.token(expires_in=-15)}",
                f"Bearer {self.issuer.token(scope='openid')}",
            )
        ]
        self.assertEqual(
            [(answer.status, answer.challenge) for answer in answers],
            [
                (401, 'Bearer realm="api"'),
                (401, 'Bearer realm="api", error="invalid_token", error_description="the token has expired"'),
                (403, 'Bearer realm="api", error="insufficient_scope", scope="read:me"'),
            ],
        )


if __name__ == "__main__":
    unittest.main()
