"""What of a server is sensitive, as data: the acts that the audit log knows, and which way in writes which of them.

Every route of `app.ROUTES` and every `gridapp server` command stands here, with its acts or with the reason why it
has none; a test fails on one that does not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gridapp.domain.errors import ConfirmationNeeded, NotAllowed, NotFound, Refused
from gridapp.i18n import N_
from gridapp.server import tus
from gridapp.server.batches import NotSigned
from gridapp.server.filehub import Finished, OutOfSight, TooLarge
from gridapp.store.parts import WrongOffset

ACTS: Mapping[str, str] = {
    "set-up": N_("The county was set up"),
    "account-added": N_("A person was added"),
    "role-set": N_("A person was given another role or other units"),
    "admin-added": N_("An administrator was appointed"),
    "admin-ended": N_("An administrator's office was ended"),
    "admin-unknown": N_("Somebody at the console did not prove to be an administrator"),
    "asked": N_("Something was asked for that a second administrator has to approve"),
    "approve": N_("It was approved"),
    "decline": N_("It was declined"),
    "audit-read": N_("The log was read"),
    "code-made": N_("A one-time code was made for a person"),
    "enrol": N_("A computer was enrolled"),
    "trust": N_("A new computer was approved"),
    "approvals": N_("Whether new computers wait to be approved was set"),
    "revoke": N_("A computer was taken off the list"),
    "recovery-code": N_("A one-time code was made for a forgotten password"),
    "recover": N_("A computer's second lock was opened with it"),
    "totp-set": N_("Time-based codes were set up for a person"),
    "offline-days": N_("How long computers may be without contact was set"),
    "feed-made": N_("A person made an address for their calendar"),
    "feed-withdrawn": N_("A person withdrew the address of their calendar"),
    "renew": N_("A copied computer became one of its own"),
    "token-unknown": N_("Somebody came whom the server does not know"),
    "pull-all": N_("Everything a person may see was read from the start"),
    "snapshot": N_("A whole copy of a person's units was handed out"),
    "refetch": N_("A part of a unit was read again"),
    "push": N_("A batch was sent"),
    "op": N_("Something was sent that the person has no right to do"),
    "put-aside": N_("Work of a computer that is not on the list was put aside"),
    "ruling-release": N_("Something held back was released"),
    "ruling-return": N_("Something held back was returned to its author"),
    "courier": N_("A sealed packet was brought"),
    "file": N_("A file was sent or asked for"),
    "upload-dropped": N_("An unfinished upload was thrown away"),
    "verify": N_("Journal and log were verified"),
    "checkpoints": N_("The signed checkpoints were written to a file"),
}

REASONS: Mapping[str, str] = {
    "": "",
    "refused": N_("not as it must be"),
    "not-allowed": N_("no right to it"),
    "unknown": N_("not known here"),
    "out-of-sight": N_("not theirs to see"),
    "too-large": N_("too large"),
    "altered": N_("altered on its way"),
    "not-signed": N_("not signed by the computer it says it comes from"),
    "another-key": N_("signed with another key than the computer's"),
    "finished": N_("already whole"),
    "decided": N_("decided before, or unknown"),
    "repeated": N_("so many more of the same within an hour"),
    "findings": N_("something was found"),
}


@dataclass(frozen=True)
class Audited:
    """`done` are the acts that are written when it is done; `refused` the one when it is refused, "" for none."""

    done: tuple[str, ...] = ()
    refused: str = ""


@dataclass(frozen=True)
class Everyday:
    """Not audited, and why not."""

    why: str


UNKNOWN_CALLER = "token-unknown"
"""Written for every way in that needs a device, when the caller has no valid token."""

UNKNOWN_ADMIN = "admin-unknown"
"""Written for every command that is an administrator's, when whoever gives it proves to be none."""

_OWN = "it reads what the caller may see anyway, piece by piece"
_IN_PARTS = "its beginning is refused or not where the upload is announced and where it ends"

ROUTES: Mapping[str, Audited | Everyday] = {
    "GET /v1/hello": Everyday("it says only which program this is"),
    "POST /v1/enrol": Audited(("enrol",), "enrol"),
    "POST /v1/renew": Audited(("renew",)),
    "POST /v1/recovery": Everyday("it keeps a computer's own share, which opens nothing by itself"),
    "POST /v1/recover": Audited(("recover",), "recover"),
    "GET /v1/feed": Everyday("it shows a person the address of their own calendar"),
    "POST /v1/feed": Audited(("feed-made",)),
    "DELETE /v1/feed": Audited(("feed-withdrawn",)),
    "GET /feeds/{text}.ics": Everyday("calendar programs ask all day; making the address was written down"),
    "POST /v1/push": Audited(("ruling-release", "ruling-return", "op", "put-aside"), "push"),
    "POST /v1/pull": Audited(("pull-all",)),
    "POST /v1/common": Everyday("it answers about numbers and hashes only"),
    "POST /v1/compare": Everyday("it answers about checksums only"),
    "POST /v1/refetch": Audited(("refetch",)),
    "GET /v1/checkpoints": Everyday(
        "it gives numbers, hashes and signatures, which every computer is to keep"
    ),
    "GET /v1/snapshot": Audited(("snapshot",)),
    "GET /v1/snapshot/{sha}": Everyday("the copy it belongs to was written down when it was handed out"),
    "GET /v1/courier": Everyday("it gives a public key"),
    "POST /v1/courier": Audited(("courier",), "courier"),
    "GET /v1/computers": Everyday("it shows staff which computers their own people have"),
    "POST /v1/computers": Audited(("trust",), "trust"),
    "GET /v1/news/{seq}": Everyday("it answers with a number"),
    "OPTIONS /v1/uploads": Everyday("it says only what this server can do"),
    "POST /v1/uploads": Audited((), "file"),
    "HEAD /v1/uploads/{sha}": Everyday(_IN_PARTS),
    "PATCH /v1/uploads/{sha}": Audited((), "file"),
    "DELETE /v1/uploads/{sha}": Audited(("upload-dropped",), "upload-dropped"),
    "GET /v1/files/{sha}/receipt": Everyday("it says only whether the server has the file"),
    "GET /v1/files/{sha}": Audited((), "file"),
    "GET /verify/{text}": Everyday(
        "it shows whoever holds a paper whether it still holds, and no more than it says"
    ),
}

COMMANDS: Mapping[str, Audited | Everyday] = {
    "init": Audited(("set-up",)),
    "run": Everyday("what is done through it is written down where it is done"),
    "enrol-code": Audited(("account-added", "asked", "code-made"), "code-made"),
    "computers": Everyday("it shows the console its own list"),
    "approve-computer": Audited(("trust",), "trust"),
    "approvals": Audited(("approvals",), "approvals"),
    "revoke": Audited(("revoke",), "revoke"),
    "recovery-code": Audited(("recovery-code",), "recovery-code"),
    "totp": Audited(("totp-set",), "totp-set"),
    "offline-days": Audited(("offline-days",), "offline-days"),
    "certificate": Everyday("it makes files, works before the county is set up, and touches no record"),
    "fingerprint": Everyday("it shows a public key's fingerprint, which every computer is to know"),
    "courier": Audited(("courier",), "courier"),
    "verify": Audited(("verify",), "verify"),
    "checkpoints": Audited(("checkpoints",), "checkpoints"),
    "admins": Everyday("it shows an administrator who the others are"),
    "admin": Audited(("admin-added", "admin-ended", "asked"), "admin-added"),
    "role": Audited(("role-set", "asked"), "role-set"),
    "requests": Everyday("it shows an administrator what waits for one of them"),
    "approve": Audited(("approve", "role-set", "account-added", "admin-added", "admin-ended"), "approve"),
    "decline": Audited(("decline",), "decline"),
    "audit": Audited(("audit-read",), "audit-read"),
}

_REASON_OF: tuple[tuple[type[Refused], str], ...] = (
    (WrongOffset, ""),  # an upload that goes on elsewhere: nobody did anything wrong
    (tus.BadHeader, "refused"),
    (tus.OtherVersion, ""),
    (tus.ChecksumMismatch, "altered"),
    (TooLarge, "too-large"),
    (Finished, "finished"),
    (OutOfSight, "out-of-sight"),
    (ConfirmationNeeded, ""),  # asked again at once, with the code
    (NotSigned, "not-signed"),
    (NotAllowed, "not-allowed"),
    (NotFound, ""),  # not here yet, or no more: asked again in every round
    (Refused, "refused"),
)


def reason_of(error: Refused) -> str:
    """The reason code of a refusal over the network; "" for one that belongs to everyday work."""
    return next(code for kind, code in _REASON_OF if isinstance(error, kind))
