"""Read Content Credentials in a process of its own: `credentials_child.py MIME-TYPE TRUST-LIST < picture`.

Native code meets files that anybody sent. Here it has limits, no network, and nothing else to take down with it. The
answer is JSON on the standard output: the manifests, or an error. It is a script, so that it loads nothing of ours.
"""

import json
import resource
import sys
from contextlib import suppress
from pathlib import Path

import c2pa

SECONDS, BYTES = 20, 2 * 1024**3  # of processor, of address space
MOST_CHARACTERS = 2_000_000
SETTINGS = {
    "core": {"allowed_network_hosts": [], "max_decompressed_manifest_size_in_mb": 16},
    "verify": {"remote_manifest_fetch": False, "ocsp_fetch": False},
}


def main() -> None:
    """Answer for one file."""
    for limit, most in ((resource.RLIMIT_CPU, SECONDS), (resource.RLIMIT_AS, BYTES)):
        with suppress(ValueError, OSError):  # the machine allows less
            resource.setrlimit(limit, (most, most))
    try:
        answer = _read()
    except c2pa.C2paError.ManifestNotFound:
        answer = "null"
    except (c2pa.C2paError, OSError) as error:  # OSError: the trust list is not there
        answer = json.dumps({"error": str(error)[:500]})
    sys.stdout.write(answer)


def _read() -> str:
    mime_type, trust_list = sys.argv[1:]
    trusted = {"trust": {"trust_anchors": Path(trust_list).read_text("ascii")}} if trust_list else {}
    context = c2pa.Context.from_dict(SETTINGS | trusted)
    with open(0, "rb") as file, c2pa.Reader(mime_type, file, context=context) as reader:
        answer = reader.json()
    return answer if len(answer) <= MOST_CHARACTERS else json.dumps({"error": "The manifest is too long."})


if __name__ == "__main__":
    main()
