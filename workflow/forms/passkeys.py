"""Signing in with a passkey."""

from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn.forms import LoginWebAuthnForm


class PasskeyForm(LoginWebAuthnForm):
    """Take half an answer for a wrong one: strangers send what no browser would, and allauth expects all parts."""

    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()
        except (AttributeError, KeyError) as fault:
            raise get_adapter().validation_error("incorrect_code") from fault
