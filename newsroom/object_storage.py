"""Pictures in a private bucket of an S3-compatible store, with one kind of fault: `OSError`, as from a disk."""

import errno
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from boto3.exceptions import Boto3Error
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files import File
from storages.backends.s3 import S3Storage
from storages.utils import clean_name

KEPT_IN_MEMORY = 5 * 1024 * 1024  # bytes of a file that is read; the rest goes to a temporary file
#: A person waits for an upload and a worker for a picture: neither for longer than a few seconds on a store that is
#: away. Checksums beyond the signature are not known to every store that speaks S3.
PATIENCE = {
    "connect_timeout": 3,
    "read_timeout": 15,
    "retries": {"mode": "standard", "total_max_attempts": 2},
    "request_checksum_calculation": "when_required",
    "response_checksum_validation": "when_required",
}
MISSING, FORBIDDEN = 404, {401, 403}


class ObjectStorage(S3Storage):
    """A store whose failures read like a disk's; an absent file is `FileNotFoundError`, an absent bucket is not."""

    def __init__(self, *, addressing_style: str, **options: Any) -> None:
        config = Config(signature_version="s3v4", s3={"addressing_style": addressing_style}, **PATIENCE)
        super().__init__(
            client_config=config, addressing_style=addressing_style, max_memory_size=KEPT_IN_MEMORY, **options
        )

    def signed_address(self, name: str, *, mime_type: str, seconds: int) -> str:
        """Return where anybody may fetch this one file for so long; the store itself is not asked."""
        said = {"ResponseContentType": mime_type, "ResponseCacheControl": f"private, max-age={seconds}"}
        with self._faults_of_the_system():
            return str(self.url(name, parameters=said, expire=seconds))

    def exists(self, name: str) -> bool:
        with self._faults_of_the_system():
            if super().exists(name):
                return True
            self._confirm_bucket()
            return False

    def size(self, name: str) -> int:
        with self._faults_of_the_system():
            return int(super().size(name))

    def delete(self, name: str) -> None:
        with self._faults_of_the_system():
            super().delete(name)

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        with self._faults_of_the_system():
            folders, files = super().listdir(path)
        return folders, files

    def _save(self, name: str, content: Any) -> str:
        with self._faults_of_the_system():
            return str(super()._save(name, content))

    def _open(self, name: str, mode: str = "rb") -> "File[Any]":
        """Fetch the whole file at once, so that whoever reads it later meets no fault of the store."""
        if mode != "rb":
            return super()._open(name, mode)  # type: ignore[no-any-return]
        kept: IO[bytes] = SpooledTemporaryFile(max_size=self.max_memory_size)  # noqa: SIM115 - its reader closes it
        try:
            with self._faults_of_the_system():
                answer = self._client.get_object(Bucket=self.bucket_name, Key=self._normalize_name(clean_name(name)))
                shutil.copyfileobj(answer["Body"], kept)
        except BaseException:
            kept.close()
            raise
        kept.seek(0)
        return File(kept, name=name)

    @property
    def _client(self) -> Any:
        return self.connection.meta.client

    @contextmanager
    def _faults_of_the_system(self) -> Iterator[None]:
        try:
            yield
        except FileNotFoundError:
            self._confirm_bucket()
            raise
        except ClientError as fault:
            raise self._told(fault) from fault
        except (BotoCoreError, Boto3Error) as fault:
            raise _away(type(fault).__name__) from fault

    def _told(self, fault: ClientError) -> OSError:
        status = int(fault.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))
        code = str(fault.response.get("Error", {}).get("Code", status))
        if status in FORBIDDEN:
            return PermissionError(errno.EACCES, f"the object store refused: {code}")
        if status == MISSING:
            self._confirm_bucket()
            return FileNotFoundError(errno.ENOENT, "there is no such file in the object store")
        return _away(code)

    def _confirm_bucket(self) -> None:
        """Raise if it is not only a file that is missing: a bucket that is gone must not read as lost files."""
        try:
            self._client.head_bucket(Bucket=self.bucket_name)
        except (ClientError, BotoCoreError) as fault:
            raise _away("no bucket") from fault


def _away(why: str) -> OSError:
    return OSError(errno.EIO, f"the object store is away: {why}")
