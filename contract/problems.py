"""Expected failures, each with a code, a sentence for a person, and what to do next."""

from collections.abc import Mapping
from enum import StrEnum

Fact = str | int | float | None


class Code(StrEnum):
    """Stable names of problems; clients may compare with them, so they never change."""

    SCRIPT_NOT_FOUND = "script-not-found"
    SCRIPT_UNREADABLE = "script-unreadable"
    SCRIPT_EMPTY = "script-empty"
    SCRIPT_TOO_LONG = "script-too-long"
    SCRIPT_TOO_SHORT = "script-too-short"
    TOPIC_MISSING = "topic-missing"
    TOPIC_TOO_LONG = "topic-too-long"
    UNKNOWN_PLATFORM = "unknown-platform"
    UNKNOWN_PRESET = "unknown-preset"
    UNKNOWN_VOICE = "unknown-voice"
    VARIANTS_OUT_OF_RANGE = "variants-out-of-range"
    LANGUAGE_NOT_SPOKEN = "language-not-spoken"
    LETTERS_NOT_COVERED = "letters-not-covered"
    MEDIA_NOT_FOUND = "media-not-found"
    MEDIA_UNREADABLE = "media-unreadable"
    MEDIA_TOO_LARGE = "media-too-large"
    MEDIA_TOO_MANY = "media-too-many"
    FOLDER_UNWRITABLE = "folder-unwritable"
    DISK_FULL = "disk-full"
    FFMPEG_UNFIT = "ffmpeg-unfit"
    PROMISE_BROKEN = "promise-broken"
    NARRATION_FAILED = "narration-failed"
    ENCODING_FAILED = "encoding-failed"
    CANCELLED = "cancelled"
    POSTGRES_OTHER_VERSION = "postgres-other-version"
    POSTGRES_FAILED = "postgres-failed"
    # Of the server and of what talks to it.
    NOT_SIGNED_IN = "not-signed-in"
    INVALID_GRANT = "invalid-grant"
    UNSUPPORTED_GRANT = "unsupported-grant-type"
    EMAIL_INVALID = "email-invalid"
    EMAIL_TAKEN = "email-taken"
    TOO_MANY_ATTEMPTS = "too-many-attempts"
    API_KEYS_TOO_MANY = "api-keys-too-many"
    BODY_TOO_LARGE = "body-too-large"
    INVALID_BODY = "invalid-body"
    INVALID_QUERY = "invalid-query"
    UNSUPPORTED_MEDIA_TYPE = "unsupported-media-type"
    KEY_MISSING = "idempotency-key-missing"
    KEY_INVALID = "idempotency-key-invalid"
    KEY_IN_FLIGHT = "idempotency-key-in-flight"
    KEY_REUSED = "idempotency-key-reused"
    NOT_FOUND = "not-found"
    METHOD_NOT_ALLOWED = "method-not-allowed"
    QUOTA_EXCEEDED = "quota-exceeded"
    BURST_LIMIT = "burst-limit"
    CONCURRENCY_LIMIT = "concurrency-limit"
    COOLDOWN = "cooldown"
    STREAMS_TOO_MANY = "streams-too-many"
    ALREADY_ENDED = "already-ended"
    VARIANT_NOT_READY = "variant-not-ready"
    SCENE_UNKNOWN = "scene-unknown"
    STALE = "stale"
    IF_MATCH_MISSING = "if-match-missing"
    RANGE_UNSATISFIABLE = "range-unsatisfiable"
    INVALID_CURSOR = "invalid-cursor"
    MEDIA_MISSING = "media-missing"
    # Of sync: clients compare with these three on 409.
    RESYNC = "resync"
    GAP = "gap"
    DEVICE_FORK = "device-fork"
    OUTDATED = "outdated"
    TEXT_GAP = "text-gap"
    TEXT_DAMAGED = "text-damaged"
    TEXT_TOO_LONG = "text-too-long"
    FIELD_INVALID = "field-invalid"
    TAGS_TOO_MANY = "tags-too-many"
    UPLOAD_UNKNOWN = "upload-unknown"
    UPLOAD_MISMATCH = "upload-mismatch"
    UPLOAD_CONFLICT = "upload-conflict"
    UPLOADS_TOO_MANY = "uploads-too-many"
    UPLOAD_VERSION = "upload-version"
    STORAGE_FULL = "storage-full"
    MEDIA_IN_USE = "media-in-use"
    # Of a device's own store.
    STORE_DAMAGED = "store-damaged"
    STORE_IN_USE = "store-in-use"
    STORE_NEWER = "store-newer"
    OTHER_SERVER = "other-server"
    CONFIRM_DELETIONS = "confirm-deletions"
    WORKER_LOST = "worker-lost"
    SERVER_BUSY = "server-busy"
    SERVER_UNREACHABLE = "server-unreachable"
    INTERNAL_ERROR = "internal-error"
    SETTING_MISSING = "setting-missing"
    SETTING_INVALID = "setting-invalid"
    FOLDER_IN_USE = "folder-in-use"
    PORT_TAKEN = "port-taken"
    DATABASE_UNREACHABLE = "database-unreachable"
    POSTGRES_UNFIT = "postgres-unfit"
    USER_UNKNOWN = "user-unknown"
    PLAN_UNKNOWN = "plan-unknown"
    TASK_UNKNOWN = "task-unknown"


class Problem(Exception):
    """An expected failure.

    `says` is one plain sentence about what is wrong, `remedy` one about what to do next;
    `retryable` is true when the same wish may succeed later without a change, at the
    earliest after `retry_after_s` where that is known. `facts` are what a program may need
    beside the code.
    """

    def __init__(
        self,
        code: Code,
        says: str,
        remedy: str,
        *,
        retryable: bool = False,
        retry_after_s: int | None = None,
        facts: Mapping[str, Fact] | None = None,
    ) -> None:
        super().__init__(code, says, remedy)
        self.code = code
        self.says = says
        self.remedy = remedy
        self.retryable = retryable
        self.retry_after_s = retry_after_s
        self.facts = dict(facts or {})

    def __str__(self) -> str:
        return f"{self.says} {self.remedy}"
