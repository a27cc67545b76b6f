"""Evidence: the files of cases, and what is done with them."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import Factory, frozen

from entrypoints.console.catalog.filling import Counted

_STATUSES = {
    "pending": "On its way",
    "stored": "Stored",
    "failed": "Did not come whole",
    "deleted": "Deleted",
    "missing": "Missing",
    "corrupt": "Changed",
}
_ACTS = {
    "begun": "Began to send it",
    "stored": "Stored it",
    "failed": "Did not store it",
    "downloaded": "Downloaded it",
    "exported": "Exported it in a bundle",
    "linked": "Made it part of a case",
    "verified": "Verified it",
    "deleted": "Deleted it",
    "held": "Placed a legal hold",
    "released": "Lifted a legal hold",
}
_DETAILS = {
    "file_name": "name",
    "size_bytes": "bytes",
    "sha256": "SHA-256",
    "agent_id": "agent",
    "case_id": "case",
    "reason": "reason",
    "hold_id": "hold",
    "bundle_id": "bundle",
    "outcome": "found",
    "first_byte": "from byte",
    "last_byte": "to byte",
}
_TOLD = {
    "deleted": "The bytes of the file were deleted. Its record and its custody stay.",
    "given-up": "Sending the file was given up. Its record stays, and nothing else.",
    "held": "The file is under a legal hold from now on.",
    "lifted": "The legal hold was lifted.",
    "verified-stored": "The bytes were read again: they are as they were stored.",
    # What is wrong stands on the page for as long as it is so.
    "verified-corrupt": "",
    "verified-missing": "",
}
_HELD = {"file": "this file", "case": "its case", "customer": "all of its customer"}


@frozen
class ArtifactsText:
    """Evidence."""

    evidence: str = "Evidence"
    none: str = "No file has been added to this case yet."
    none_hint: str = "Add files below; each is hashed as it arrives, and everything done with it is written down."
    none_readable: str = "Your role does not show evidence."
    all_files: str = "All files of this case"
    of_case: str = "Evidence of case {number}"
    back_to_case: str = "Back to the case"
    back_to_file: str = "Back to the file"
    table: str = "Files of this case"

    name: str = "Name"
    size: str = "Size"
    bytes: str = "{size_bytes} bytes"
    sha256: str = "SHA-256"
    copy_sha256: str = "Copy the SHA-256 of {name}"
    status: str = "State"
    stored: str = "Stored"
    verified: str = "Last verified"
    verified_at: str = "verified"
    never: str = "never"
    actions: str = "Actions"
    statuses: Mapping[str, str] = Factory(lambda: _STATUSES)
    acts: Mapping[str, str] = Factory(lambda: _ACTS)
    details: Mapping[str, str] = Factory(lambda: _DETAILS)
    told: Mapping[str, str] = Factory(lambda: _TOLD)
    held_on: Mapping[str, str] = Factory(lambda: _HELD)

    customer: str = "Customer"
    case: str = "Case"
    open_case: str = "Open its case"
    agent: str = "Agent"
    said_type: str = "Said to be"
    notes: str = "Notes"
    twins: str = "Same content"
    twin: str = "another file, {id}"
    reason: str = "Reason"

    damaged_title: str = "This evidence is not as it was stored"
    corrupt: str = "The store has other bytes under its name than those whose SHA-256 was written down."
    missing: str = "The store does not have its bytes any more."
    damaged_next: str = (
        "Do not delete anything. Tell whoever runs Watchfloor, look at the custody below, and compare with a bundle "
        "that was exported earlier."
    )
    damaged_in_case: Counted = Counted(
        "{count} file of this case is not as it was stored.", "{count} files of this case are not as they were stored."
    )

    download: str = "Download"
    download_named: str = "Download {name}"
    verify: str = "Verify"
    verify_named: str = "Verify {name}"
    verify_hint: str = "Reads the bytes again and compares their SHA-256 with the one that was written down."
    look_inside: str = "Look inside"
    open_file: str = "Open the page of {name}"
    delete: str = "Delete"
    delete_title: str = "Delete the file"
    delete_hint: str = "Its bytes are removed for good. Its record, with the SHA-256, and its custody stay."
    delete_asks: str = "Delete the bytes of {name} for good?"
    delete_held: str = "It is under a legal hold, so nobody can delete it until the hold is lifted."

    custody: str = "Custody"
    custody_intro: str = "Who did what with the file, the latest first. Each act is in the audit log too."
    custody_table: str = "What was done with the file, the latest first"
    custody_all: str = "All of its custody"
    custody_of: str = "Custody of {name}"
    at: str = "When"
    by: str = "Who"
    act: str = "What"
    more: str = "More"

    inside: str = "Inside of {name}"
    inside_intro: str = "What the archive says of itself. It was not unpacked, and only unpacking would tell more."
    inside_none: str = "The archive is empty."
    not_archive: str = "This is no archive that can be looked into"
    bomb: str = "Unpacking it would do harm"
    bomb_hint: str = "It is made to become far more than it is. Do not unpack it outside of a place made for that."
    warnings: str = "What to know before unpacking"
    entries: Counted = Counted("{count} entry", "{count} entries")
    entries_shown: str = "The first {count} are shown."
    unpacked: str = "{size} in all, by its own account"
    packed: str = "Packed"
    modified: str = "Changed"
    encrypted: str = "Encrypted"
    yes: str = "yes"
    no: str = "no"

    holds: str = "Legal holds"
    hold_line: str = "On {what}: {reason}"
    held: str = "held"
    held_title: str = "Under legal hold: {reasons}"
    hold: str = "Place a legal hold"
    hold_file_hint: str = "Nobody, and no retention, removes the file until the hold is lifted."
    hold_case_hint: str = "Nobody, and no retention, removes files of this case, those that come later too."
    no_holds: str = "There is none."
    lift: str = "Lift"
    lift_named: str = "Lift the hold: {reason}"
    lift_asks: str = "Lift the legal hold “{reason}”? What was under it can be deleted then."
    lift_reason: str = "Why it is lifted"

    add: str = "Add files"
    choose: str = "Files to add"
    add_hint: str = "Choose files, or drop them here. They are sent in parts: what breaks off is taken up again."
    add_notes: str = "Notes on them"
    send: str = "Send"
    sending: str = "Files on their way"
    waits: str = "Waits for its turn"
    sends: str = "{percent} % of {size}"
    paused: str = "Paused at {percent} %"
    waiting: str = "Waiting for the connection, at {percent} %; tries again by itself"
    checking: str = "All there; being put together"
    done: str = "Stored"
    given_up: str = "Given up; nothing of it was kept"
    not_given_up: str = "Not given up: Watchfloor did not do it, and what has come is still there. Try again."
    failed: str = "Not stored: {why}"
    signed_out: str = (
        "You are signed out. Sign in, come back to this page, and choose the same file again: it goes on from there."
    )
    lost: str = "Watchfloor did not take it"
    moved: str = "the file was changed or moved on this machine; choose it again"
    on_its_way_hint: str = "To go on, choose the same file again on the page of its case, in the browser that sent it."
    pause: str = "Pause"
    resume: str = "Resume"
    give_up: str = "Give up"
    pause_named: str = "Pause {name}"
    resume_named: str = "Resume {name}"
    give_up_named: str = "Give up {name}"
    give_up_asks: str = "Give up sending {name}? What has come of it is removed."
    progress_of: str = "Progress of {name}"
    unfinished: str = "Broken off at {percent} %. Choose the same file again to go on from there."
    said_progress: str = "{name}: {percent} %"
    said_done: str = "{name} is stored."
    said_waiting: str = "{name} waits for the connection."
    said_not_given_up: str = "{name} was not given up."
    said_failed: str = "{name} was not stored."

    bundle: str = "Evidence bundle"
    bundle_hint: str = "All files of the case with their custody and a signed manifest, as one zip."
    bundle_export: str = "Export the bundle"
    bundle_none: str = "There is a bundle as soon as the case has a file."
    bundle_proof: str = "Prove it elsewhere with {command}, which needs nothing of ours but the key:"
    bundle_command: str = "watchfloor-verify BUNDLE.zip --key KEYS.json"
    bundle_keys: str = "Fingerprints of the keys"
    bundle_key: str = "{key_id}, SHA-256 of the public key"
    bundle_signs: str = "signs now"
    bundle_retired: str = "retired"
    bundle_tell: str = "Tell the fingerprint to whoever verifies in another way than the bundle takes."
    public_keys: str = "Get the public keys"
    copy_fingerprint: str = "Copy the fingerprint of {key_id}"
