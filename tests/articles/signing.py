"""Pictures signed with Content Credentials by a certificate that nobody knows."""

from datetime import UTC, datetime, timedelta
from functools import cache
from io import BytesIO
from typing import Any

import c2pa
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

SOURCE_TYPES = "http://cv.iptc.org/newscodes/digitalsourcetype/"


def action(name: str, made: str = "", **more: Any) -> dict[str, Any]:
    """Describe one step of a picture's making."""
    return {"action": name, **({"digitalSourceType": SOURCE_TYPES + made} if made else {}), **more}


def signed(
    file: BytesIO, *actions: dict[str, Any], kind: str = "JPEG", title: str = "Harbour", parent: bytes = b""
) -> bytes:
    """Sign a picture with these actions; `parent` is the signed JPEG that it was made from."""
    manifest = {
        "claim_generator_info": [{"name": "Darkroom", "version": "2.1"}],
        "title": title,
        "assertions": [{"label": "c2pa.actions.v2", "data": {"actions": list(actions)}}],
    }
    output = BytesIO()
    with c2pa.Builder.from_json(manifest, context=c2pa.Context.from_dict(SETTINGS)) as builder:
        if parent:
            ingredient = {"title": "Before", "relationship": "parentOf", "label": "parent"}
            builder.add_ingredient(ingredient, "image/jpeg", BytesIO(parent))
        with c2pa.Signer.from_info(_signer()) as signer:
            builder.sign(signer, f"image/{kind.lower()}", file, output)
    return output.getvalue()


SETTINGS = {
    "builder": {"thumbnail": {"enabled": False}},
    "verify": {"verify_after_sign": False, "remote_manifest_fetch": False},
}


def root_certificate() -> bytes:
    """Return the certificate that who trusts these signatures has on a list."""
    start = b"-----BEGIN CERTIFICATE-----"
    return start + bytes(_signer().sign_cert).split(start)[2]


@cache
def _signer() -> c2pa.C2paSignerInfo:
    issuer_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    issuer, subject = _name("Harbour Certificates"), _name("Harbour Agency")
    root = _certificate(issuer, issuer, issuer_key.public_key(), issuer_key, is_root=True)
    leaf = _certificate(subject, issuer, key.public_key(), issuer_key, is_root=False)
    chain = leaf.public_bytes(serialization.Encoding.PEM) + root.public_bytes(serialization.Encoding.PEM)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return c2pa.C2paSignerInfo(b"es256", chain, private, None)


def _name(organisation: str) -> x509.Name:
    names = [(NameOID.ORGANIZATION_NAME, organisation), (NameOID.COMMON_NAME, organisation)]
    return x509.Name([x509.NameAttribute(kind, name) for kind, name in names])


def _certificate(
    subject: x509.Name, issuer: x509.Name, key: Any, issuer_key: Any, *, is_root: bool
) -> x509.Certificate:
    now = datetime.now(UTC)
    usage = dict.fromkeys(
        ["content_commitment", "key_encipherment", "data_encipherment", "key_agreement", "encipher_only"], False
    ) | {"decipher_only": False, "digital_signature": not is_root, "key_cert_sign": is_root, "crl_sign": is_root}
    builder = (
        x509.CertificateBuilder(issuer, subject, key, x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=9))
        .add_extension(x509.BasicConstraints(ca=is_root, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(**usage), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False)
    )
    if not is_root:
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False)
    return builder.sign(issuer_key, hashes.SHA256())
