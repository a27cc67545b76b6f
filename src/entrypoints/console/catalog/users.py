"""Users, their roles, and the keys of machines."""

from __future__ import annotations

from attrs import frozen


@frozen
class UsersText:
    """Users and their roles."""

    title: str = "Users"
    keys: str = "API keys"
    parts: str = "Who gets in"
    intro: str = "Who may sign in, what their role lets them do, and whose data they see."
    login: str = "Login name"
    login_hint: str = "What they sign in as: 1 to 100 characters without spaces. It never changes."
    email: str = "Email address"
    email_hint: str = "Where they are reached; may be empty."
    role: str = "Role"
    choose_role: str = "Choose a role"
    sees: str = "Sees"
    state: str = "State"
    added_at: str = "Added"
    active: str = "May sign in"
    fresh: str = "Has to choose a password"
    disabled: str = "Disabled"
    system: str = "Part of Watchfloor"
    you: str = "you"
    add: str = "Add a user"
    add_now: str = "Add the user"
    back: str = "All users"
    one_title: str = "User {login}"
    change: str = "What they may do"
    change_hint: str = "Another role or another reach ends their sessions."
    save: str = "Save"
    access: str = "Signing in"
    disable: str = "Disable"
    disable_asks: str = "Disable {login}? Their sessions end now; what they did stays theirs."
    enable: str = "Enable"
    enable_asks: str = "Let {login} sign in again, with the password that they had?"
    reset: str = "Give a new password"
    reset_asks: str = "Give {login} a new password? The old one stops working, and their sessions end now."
    disabled_since: str = "Since {at} they may not sign in."
    has_to_choose: str = "They have not chosen a password of their own yet."
    is_system: str = "This is a part of Watchfloor and no person: nobody can sign in as it, or change it."
    audit_of: str = "What they did"
    audit_on: str = "What was done to them"
    secret_title: str = "Password of {login}"  # noqa: S105 - a label
    secret_intro: str = (
        "Hand this over. It is shown this once and kept nowhere; it is good for signing in and choosing another one."  # noqa: S105 - a sentence
    )
    secret_label: str = "Password"  # noqa: S105 - a label
    secret_gone: str = (
        "This form was sent twice, and the password was in the first answer. If nobody has it, give a new one."  # noqa: S105 - a sentence
    )
    on_to_user: str = "Go to the user"
    told_saved: str = "The user was changed."
    told_disabled: str = "The user may no longer sign in."
    told_enabled: str = "The user may sign in again."


@frozen
class KeysText:
    """Keys of machines."""

    title: str = "API keys"
    intro: str = "By which programs show who they are: senders of documents, scripts, other tools."
    nothing: str = "There is no key yet."
    nothing_next: str = "Create one for each program, with as little as it needs, so that one can be revoked by itself."
    name: str = "Name"
    name_hint: str = "What people call it, such as the machine that it is for."
    scopes: str = "May do"
    scopes_hint: str = "As little as the program needs. You can give only what you may do yourself."
    sees: str = "Sees"
    source: str = "Source"
    source_hint: str = "The only source that it may send documents of; any, where none is chosen."
    any_source: str = "Any source"
    expires_at: str = "Good until"
    expires_hint: str = "In the zone {zone}; empty for ever."
    never: str = "for ever"
    last_used: str = "Last used"
    not_used: str = "never"
    made_at: str = "Created"
    state: str = "State"
    good: str = "Good"
    expired: str = "Expired"
    revoked: str = "Revoked"
    add: str = "Create a key"
    add_now: str = "Create the key"
    back: str = "All keys"
    revoke: str = "Revoke"
    revoke_named: str = "Revoke the key {name}"
    revoke_asks: str = "Revoke the key {name}? Whatever uses it is refused from now on, and this cannot be undone."
    secret_title: str = "Key {name}"  # noqa: S105 - a label
    secret_intro: str = (
        "Put this into the program now. It is shown this once and kept nowhere; whoever has it may do what the key may."  # noqa: S105 - a sentence
    )
    secret_label: str = "Key"  # noqa: S105 - a label
    secret_use: str = "Programs send it as Authorization: Bearer, followed by the key."  # noqa: S105 - a sentence
    secret_gone: str = "This form was sent twice, and the key was in the first answer. If nobody has it, revoke it."  # noqa: S105 - a sentence
    on_to_keys: str = "Go to the keys"
    told_revoked: str = "The key was revoked."
