"""Where pictures are kept: in a folder, or in one private bucket with a prefix for each kind."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

FILE_SYSTEM = "django.core.files.storage.FileSystemStorage"
OBJECT_STORAGE = "newsroom.object_storage.ObjectStorage"
MODES = {"originals": 0o600, "renditions": 0o640}  # the proxy's group reads what it sends


@dataclass(frozen=True, slots=True)
class Bucket:
    """What the environment says of the store; empty where it says nothing. `articles.store_checks` looks at it."""

    name: str = ""
    endpoint: str = ""
    region: str = ""
    addressing: str = ""
    redirects: bool = True

    @property
    def is_used(self) -> bool:
        return bool(self.name)

    @property
    def address(self) -> str:
        """Return where the store answers."""
        return self.endpoint.rstrip("/") or f"https://s3.{self.region}.amazonaws.com"

    @property
    def style(self) -> str:
        """Say how the bucket is named in an address: Amazon wants it in the host, others understand it in the path."""
        return self.addressing or ("path" if self.endpoint else "virtual")

    @property
    def origin(self) -> str:
        """Return the origin that signed addresses lead to, for the content security policy."""
        scheme, _colon, host = self.address.partition("://")
        host = host.partition("/")[0]
        return f"{scheme}://{self.name}.{host}" if self.style == "virtual" else f"{scheme}://{host}"

    def store(self, kind: str) -> dict[str, Any]:
        options = {
            "bucket_name": self.name,
            "endpoint_url": self.address,
            "region_name": self.region or None,
            "addressing_style": self.style,
            "location": kind,
        }
        return {"BACKEND": OBJECT_STORAGE, "OPTIONS": options}


def stores(bucket: Bucket, folder: Path) -> dict[str, dict[str, Any]]:
    """Return Django's STORAGES for the kinds of files."""
    if bucket.is_used:
        return {kind: bucket.store(kind) for kind in MODES}
    return {
        kind: {"BACKEND": FILE_SYSTEM, "OPTIONS": {"location": folder / kind, "file_permissions_mode": mode}}
        for kind, mode in MODES.items()
    }
