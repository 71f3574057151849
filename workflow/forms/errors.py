"""Errors as a summary lists them: by the field's name, with the place to go to."""

from django import forms


def errors_by_field(form: forms.BaseForm) -> list[tuple[str, str]]:
    """Pair the id of each field that is wrong (empty if it has none) with what is wrong, under its label."""
    found = []
    for name, errors in form.errors.items():
        field = form[name] if name in form.fields else None
        place = field.id_for_label if field and not field.is_hidden else ""
        found += [(place, f"{field.label}: {error}" if field and place else str(error)) for error in errors]
    return found
