"""Signing in with a passkey: strangers send what no browser would."""

from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn.forms import LoginWebAuthnForm
from django import forms


class AnswerField(forms.JSONField):
    """What an authenticator answers; numbers without end and lists without bottom are no answer."""

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except (ValueError, RecursionError) as fault:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from fault


class PasskeyForm(LoginWebAuthnForm):
    """Take half an answer for a wrong one: allauth expects all of its parts."""

    credential = AnswerField(widget=forms.HiddenInput)

    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()
        except (AttributeError, KeyError) as fault:
            raise get_adapter().validation_error("incorrect_code") from fault
