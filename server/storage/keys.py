"""Keys: one master key outside the data folder, and under it a key for each case, working copy and signature.

`keys.db` holds every other key wrapped by the master key (RFC 3394). What the tables keep of a case is sealed
with AES-256-GCM under the key of that case, what they keep of a working copy under that working copy's own
key; the associated data is `owner|table|seq`, so that no row can be put in another's place. Destroying a
wrapped key is what erases: the bytes are overwritten in the file and the write-ahead log is emptied.

    K1  a key exists before the first row sealed with it is committed, and is destroyed after the row that
        ends it is
    K2  a destroyed key is in no file of ours; what a disk keeps beneath its files is for disk encryption to
        answer
    K3  the list of erased cases is kept for ever, and travels in every backup
"""

import contextlib
import os
import secrets
import sqlite3
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

from server.domain.errors import Refusal
from server.storage.database import connect, make_file, storing

KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12
_SIGNATURE: Final = "signature"


class KeyDestroyed(Refusal):
    """What was sealed with this key can never be read again: the case was erased or the working copy
    ended."""

    def __init__(self, owner: str) -> None:
        super().__init__("key_destroyed", status=410)
        self.owner = owner


class Unreadable(Refusal):
    """Sealed bytes that are not what was sealed there: changed, or moved from another row."""

    def __init__(self, table: str, seq: str) -> None:
        super().__init__("unreadable", status=500)
        self.table = table
        self.seq = seq


@dataclass(frozen=True, slots=True)
class Erased:
    """A case whose key was destroyed at someone's request."""

    case: str
    at: str


def master_key(file: Path) -> bytes:
    """The master key, made with mode 600 where there is none yet.

    Raises Refusal (`master_key_unreadable`) for a file that holds anything but 32 bytes.
    """
    if not file.exists():
        _make_master_key(file)
    key = file.read_bytes()
    if len(key) != KEY_BYTES:
        raise Refusal("master_key_unreadable", status=503, file=str(file))
    return key


def _make_master_key(file: Path) -> None:
    """Writes it whole under another name first: two processes that start at once end with the same key."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        out.write(secrets.token_bytes(KEY_BYTES))
        out.flush()
        os.fsync(out.fileno())
    with contextlib.suppress(FileExistsError):
        os.link(draft, file)
    draft.unlink()


class Keys:
    """The keys of an installation. Any thread may call any method; several processes may share the file."""

    def __init__(self, path: Path, master: bytes) -> None:
        """Opens or makes `keys.db`. Raises Refusal (`wrong_master_key`) where the master key is not its
        own."""
        self.path = path
        self._master = master
        self._lock = threading.RLock()
        self._ciphers: dict[str, AESGCM] = {}
        self._seen = -1
        with storing():
            make_file(path)
            self._db = connect(path)
            try:
                self._signing = self._set_up()
            except BaseException:
                self._db.close()
                raise

    @property
    def public_key(self) -> bytes:
        """The 32 bytes with which anyone can check this installation's signatures."""
        return self._signing.public_key().public_bytes_raw()

    @property
    def fingerprint(self) -> str:
        """What names the public key: its SHA-256, in hexadecimal."""
        return fingerprint_of(self.public_key)

    def sign(self, message: bytes) -> bytes:
        """An Ed25519 signature (64 bytes) of this installation."""
        return self._signing.sign(message)

    def make_case_key(self, case: str, at: str) -> None:
        """A key for a new case (K1). Raises CannotStore; sqlite3.IntegrityError where it has one."""
        self._make(case, "case", at)

    def make_working_copy_key(self, working_copy: str, at: str) -> None:
        """A key for a new working copy (K1)."""
        self._make(working_copy, "workingcopy", at)

    def seal(self, owner: str, table: str, seq: str | int, plain: bytes) -> bytes:
        """Bytes sealed under the key of a case or working copy, for one row of one table; 28 bytes longer.

        Raises KeyDestroyed where the owner has no key.
        """
        return self.sealer(owner, table)(seq, plain)

    def sealer(self, owner: str, table: str) -> Callable[[str | int, bytes], bytes]:
        """`seal` for many rows of one table in one transaction: (seq, plain) -> sealed. Raises
        KeyDestroyed."""
        encrypt, place = self._cipher(owner).encrypt, f"{owner}|{table}|"

        def seal(seq: str | int, plain: bytes) -> bytes:
            nonce = secrets.token_bytes(NONCE_BYTES)
            return nonce + encrypt(nonce, plain, f"{place}{seq}".encode())

        return seal

    def opener(self, owner: str, table: str) -> Callable[[str | int, bytes], bytes]:
        """`open` for many rows of one table: (seq, sealed) -> plain. Raises KeyDestroyed, then Unreadable."""
        decrypt, place = self._cipher(owner).decrypt, f"{owner}|{table}|"

        def unseal(seq: str | int, sealed: bytes) -> bytes:
            try:
                return decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], f"{place}{seq}".encode())
            except (InvalidTag, ValueError):
                raise Unreadable(table, str(seq)) from None

        return unseal

    def open(self, owner: str, table: str, seq: str | int, sealed: bytes) -> bytes:
        """What was sealed for this very row. Raises KeyDestroyed, or Unreadable where a byte was changed."""
        return self.opener(owner, table)(seq, sealed)

    def exists(self, owner: str) -> bool:
        """Whether a case or working copy still has its key."""
        with self._lock, storing():
            return self._find(owner) is not None

    def destroy_working_copy_keys(self, *working_copies: str) -> bool:
        """Destroys the keys of ended working copies (K2); one that is gone already is no mistake.

        False where another process held the file, so that its log is emptied by the next call or the next
        start.
        """
        with self._lock, storing():
            self._ciphers.clear()
            self._db.executemany("delete from keys where owner = ?", [(each,) for each in working_copies])
            return self._empty_log()

    def erase_case(self, case: str, at: str) -> bool:
        """Destroys a case's key and writes the case into the list of the erased (K2, K3); answers as
        above."""
        with self._lock, storing():
            self._ciphers.clear()
            with _whole(self._db):
                self._db.execute("delete from keys where owner = ?", (case,))
                self._db.execute("insert or ignore into erased values (?, ?)", (case, at))
            return self._empty_log()

    def erased(self) -> list[Erased]:
        """Every case that was ever erased here or in a backup that was brought back (K3)."""
        with self._lock, storing():
            return [Erased(*row) for row in self._db.execute("select case_id, at from erased order by at, case_id")]

    def working_copies(self) -> dict[str, str]:
        """The working copies that have a key -> when it was made."""
        with self._lock, storing():
            return dict(self._db.execute("select owner, made_at from keys where kind = 'workingcopy'"))

    def copy_to(self, target: Path) -> None:
        """A copy of the file, keys still wrapped, as one file; anything there is overwritten first."""
        shred(target)
        with self._lock, storing():
            target.touch(mode=0o600)
            with contextlib.closing(sqlite3.connect(target)) as copy:
                self._db.backup(copy)
                copy.execute("pragma journal_mode = delete")

    def close(self) -> None:
        """Closes the file and forgets the keys held in memory."""
        with self._lock:
            self._ciphers.clear()
            self._db.close()

    def _set_up(self) -> Ed25519PrivateKey:
        """The tables, and the key of the signature, made where there is none yet."""
        fresh = aes_key_wrap(self._master, secrets.token_bytes(KEY_BYTES))
        with _whole(self._db):
            self._db.execute(
                "create table if not exists keys (owner text primary key not null, "
                "kind text not null, wrapped blob not null, made_at text not null) strict"
            )
            self._db.execute(
                "create table if not exists erased (case_id text primary key not null, at text not null) strict"
            )
            self._db.execute("insert or ignore into keys values (?, ?, ?, '')", (_SIGNATURE, _SIGNATURE, fresh))
        self._empty_log()
        return Ed25519PrivateKey.from_private_bytes(self._unwrap(_SIGNATURE))

    def _cipher(self, owner: str) -> AESGCM:
        with self._lock, storing():
            version: int = self._db.execute("pragma data_version").fetchone()[0]
            if version != self._seen:  # another process has destroyed or made a key
                self._ciphers.clear()
                self._seen = version
            cipher = self._ciphers.get(owner)
            if cipher is None:
                cipher = self._ciphers[owner] = AESGCM(self._unwrap(owner))
            return cipher

    def _find(self, owner: str) -> bytes | None:
        row = self._db.execute("select wrapped from keys where owner = ?", (owner,)).fetchone()
        return None if row is None else bytes(row[0])

    def _unwrap(self, owner: str) -> bytes:
        wrapped = self._find(owner)
        if wrapped is None:
            raise KeyDestroyed(owner)
        try:
            return aes_key_unwrap(self._master, wrapped)
        except InvalidUnwrap:
            raise Refusal("wrong_master_key", status=503) from None

    def _make(self, owner: str, kind: str, at: str) -> None:
        wrapped = aes_key_wrap(self._master, secrets.token_bytes(KEY_BYTES))
        with self._lock, storing():
            self._db.execute("insert into keys values (?, ?, ?, ?)", (owner, kind, wrapped, at))

    def _empty_log(self) -> bool:
        """Empties the write-ahead log, so that a destroyed key is in neither file (K2)."""
        return bool(self._db.execute("pragma wal_checkpoint(truncate)").fetchone()[0] == 0)


def fingerprint_of(public_key: bytes) -> str:
    """What names a public key: its SHA-256, in hexadecimal."""
    return sha256(public_key).hexdigest()


def signature_holds(message: bytes, signature: bytes, public_key: bytes) -> bool:
    """Whether a signature is of this message by this key; malformed ones are not."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def shred(file: Path) -> None:
    """Overwrites a small file of wrapped keys and removes it; one that is not there is no mistake."""
    if file.exists():
        with file.open("r+b") as out:
            out.write(b"\0" * file.stat().st_size)
            out.flush()
            os.fsync(out.fileno())
        file.unlink()


@contextlib.contextmanager
def _whole(db: sqlite3.Connection) -> Iterator[None]:
    """All of it or nothing."""
    db.execute("begin immediate")
    try:
        yield
        db.execute("commit")
    except BaseException:
        db.execute("rollback")
        raise
