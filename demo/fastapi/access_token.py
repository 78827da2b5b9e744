"""JWT access tokens (RFC 9068): what they say, once everything about them has been checked."""

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

import jwt

from signing_keys import SigningKeys, UnknownKey

#: An ID Token is signed by the same server, and is no access token (RFC 9068, section 4).
TYPES = frozenset({"at+jwt", "application/at+jwt"})

REQUIRED_CLAIMS = ["iss", "aud", "exp", "iat", "sub", "client_id", "jti"]


class InvalidToken(Exception):
    """This token opens nothing here. The message is for whoever sent it."""


@dataclass(frozen=True)
class AccessToken:
    """Who is calling, by means of which application, and what for."""

    subject: str
    client_id: str
    scopes: frozenset[str]
    expires_at: datetime


@dataclass(frozen=True)
class AccessTokenVerifier:
    """Accepts the tokens of one issuer for one audience: this API."""

    issuer: str
    audience: str
    keys: SigningKeys
    #: How far the clocks of the issuer and of this machine may differ.
    leeway: timedelta = timedelta(seconds=10)

    def verify(self, token: str) -> AccessToken:
        """Raises `InvalidToken`, or `KeysUnavailable` if there is no telling."""
        try:
            header = jwt.get_unverified_header(token)
            key = self.keys.get(str(header.get("kid")))
            claims = jwt.decode(
                token,
                key.public_key,
                # The key says how it is used; a token that chose would choose the weakest (RFC 8725, section 3.1).
                algorithms=[key.algorithm],
                issuer=self.issuer,
                audience=self.audience,
                leeway=self.leeway,
                options={"require": REQUIRED_CLAIMS},
            )
        except jwt.ExpiredSignatureError:
            raise InvalidToken("the token has expired") from None
        # A header nested a thousand times is not worth a traceback.
        except (jwt.PyJWTError, UnknownKey, RecursionError) as problem:
            raise InvalidToken("the token is not valid for this API") from problem

        if str(header.get("typ")).lower() not in TYPES:
            raise InvalidToken("this is not an access token")
        # A token that is bound to a key (RFC 7800) is worth nothing without a proof of it, which nobody checks here.
        if "cnf" in claims:
            raise InvalidToken("the token needs a proof of possession")

        return AccessToken(
            subject=str(claims["sub"]),
            client_id=str(claims["client_id"]),
            scopes=frozenset(str(claims.get("scope", "")).split()),
            expires_at=datetime.fromtimestamp(claims["exp"], timezone.utc),
        )
