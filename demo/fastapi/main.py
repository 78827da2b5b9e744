"""The `/users/me` of the FastAPI tutorial, for people who signed in at an authorization server.

    ISSUER=https://login.example.com JWKS_URL=https://login.example.com/jwks \\
    AUDIENCE=https://api.example.com APP_ORIGIN=https://app.example.com uvicorn main:app
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from os import environ

from fastapi import Depends, FastAPI, HTTPException, Security
from fastapi.middleware.cors import CORSMiddleware
from fastapi.security import OAuth2AuthorizationCodeBearer, OAuth2PasswordBearer, SecurityScopes
from fastapi.security.oauth2 import OAuth2
from pydantic import BaseModel

from access_token import AccessToken, AccessTokenVerifier, InvalidToken
from signing_keys import KeysUnavailable, SigningKeys

ISSUER = environ["ISSUER"]

SCOPES = {"read:me": "Know who you are", "read:items": "See what is yours"}

app = FastAPI(title="Users")

app.add_middleware(
    CORSMiddleware,
    allow_origins=[environ["APP_ORIGIN"]],
    allow_methods=["GET"],
    # `DPoP` is not understood here. But a page that sends it may at least read why it is refused.
    allow_headers=["Authorization", "DPoP"],
    # Hidden from the page otherwise, which then knows that it was refused and not why.
    expose_headers=["WWW-Authenticate"],
    max_age=600,
)

verifier = AccessTokenVerifier(
    issuer=ISSUER,
    audience=environ["AUDIENCE"],
    keys=SigningKeys(environ["JWKS_URL"]),
    leeway=timedelta(seconds=float(environ.get("LEEWAY_SECONDS", "10"))),
)

# What a FastAPI application has from the tutorial. It reads the `Authorization` header, and that has not changed: only
# the form at `tokenUrl` is gone. `auto_error` answers a mere `Bearer`, where RFC 6750, section 3, wants a parameter.
password_bearer = OAuth2PasswordBearer(tokenUrl="token", scopes=SCOPES, auto_error=False)

# What to write today: the same header, and `/docs` tells the truth about how one comes by a token.
authorization_code_bearer = OAuth2AuthorizationCodeBearer(
    authorizationUrl=f"{ISSUER}/authorize",
    tokenUrl=f"{ISSUER}/token",
    scopes=SCOPES,
    auto_error=False,
)


def refusal(status_code: int, detail: str, **parameters: str) -> HTTPException:
    """A refusal that says why, to a program as well (RFC 6750, section 3)."""
    challenge = ", ".join(f'{name}="{value}"' for name, value in {"realm": "users", **parameters}.items())
    return HTTPException(status_code, detail, headers={"WWW-Authenticate": f"Bearer {challenge}"})


def access_token_from(scheme: OAuth2) -> Callable[..., AccessToken]:
    """A dependency: the checked token of the request. `Security(…, scopes=[…])` says what it must be good for."""

    # Not `async`: fetching keys waits for the network, so this belongs into a thread.
    def access_token(needed: SecurityScopes, bearer: str | None = Depends(scheme)) -> AccessToken:
        if bearer is None:
            # Nothing was tried, so there is no error to name.
            raise refusal(401, "Not authenticated")
        try:
            token = verifier.verify(bearer)
        except InvalidToken as problem:
            raise refusal(401, str(problem), error="invalid_token", error_description=str(problem)) from problem
        except KeysUnavailable as problem:
            # An exception that nobody handles is answered without CORS headers: the page would see a network error.
            raise HTTPException(503, "The keys of the issuer cannot be had", headers={"Retry-After": "10"}) from problem
        if not token.scopes.issuperset(needed.scopes):
            raise refusal(403, "Not enough scope", error="insufficient_scope", scope=needed.scope_str)
        return token

    return access_token


class User(BaseModel):
    sub: str
    client_id: str
    scope: list[str]
    token_expires: datetime


class Item(BaseModel):
    item_id: str
    owner: str


@app.get("/users/me")
def read_users_me(
    token: AccessToken = Security(access_token_from(password_bearer), scopes=["read:me"]),
) -> User:
    return User(
        sub=token.subject,
        client_id=token.client_id,
        scope=sorted(token.scopes),
        token_expires=token.expires_at,
    )


@app.get("/users/me/items")
def read_own_items(
    token: AccessToken = Security(access_token_from(authorization_code_bearer), scopes=["read:items"]),
) -> list[Item]:
    return [Item(item_id="Foo", owner=token.subject)]
