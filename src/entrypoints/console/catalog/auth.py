"""Signing in, and one's own sessions."""

from __future__ import annotations

from attrs import frozen


@frozen
class AuthText:
    """Signing in, and one's own sessions."""

    sign_in: str = "Sign in"
    login: str = "Login name"
    password: str = "Password"  # noqa: S105 - a label
    refused: str = "The login name and the password do not belong together, or the user is disabled."
    wait: str = "Too many attempts failed. Try again in {wait_s} s."
    signed_out: str = "You are signed out."
    password_changed: str = "Your password was changed. Sign in with the new one."  # noqa: S105 - a sentence
    change_title: str = "Change password"
    change_forced: str = "This password was given to you. Choose one of your own before you go on."
    change_ends: str = "Changing it signs you out everywhere, here too."
    current_password: str = "Present password"  # noqa: S105 - a label
    new_password: str = "New password"  # noqa: S105 - a label
    new_password_hint: str = "12 to 256 characters, any of them; several words that nobody else would put together."  # noqa: S105 - a sentence
    change: str = "Change password"
    sessions_title: str = "My sessions"
    sessions_intro: str = "Where you are signed in. End what you do not know, and change your password."
    began: str = "Began"
    last_used: str = "Last used"
    address: str = "Address"
    agent: str = "Program"
    here: str = "this one"
    end: str = "End"
    end_named: str = "End the session from {address}"
    end_asks: str = "End the session from {address}? Whoever uses it has to sign in again."
    ended: str = "The session was ended."
    kind_browser: str = "Browser"
    kind_bearer: str = "API client"
    kind: str = "Kind"
