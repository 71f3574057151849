"""Where the site's sections and bylines are kept, and what was written is looked up."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from taggit.models import Tag

from articles.addresses import RESERVED_SECTION_SLUGS
from articles.models import Author, Edition, Picture, Revision, Section

if TYPE_CHECKING:
    Admin = admin.ModelAdmin[Any]
    SectionModelForm = forms.ModelForm[Section]
else:
    Admin = admin.ModelAdmin
    SectionModelForm = forms.ModelForm


# A tag stands on pages as it was approved: its own admin would rename, merge or delete it under them.
admin.site.unregister(Tag)


class ReadOnlyAdmin(Admin):
    """Show what only the newsroom's own moves write: here nobody adds, changes or deletes it, whatever their rights."""

    actions = None
    show_full_result_count = False
    list_per_page = 50
    heavy_fields: tuple[str, ...] = ()

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        return super().get_queryset(request).defer(*self.heavy_fields)

    def _never(self, *_asked: Any, **_named: Any) -> bool:
        return False

    has_add_permission = has_change_permission = has_delete_permission = _never


def _is_used(row: Author | Section | None) -> bool:
    return row is not None and row.editions.exists()


class AddressedAdmin(Admin):
    """What addresses are made of: once a story is planned or on air with it, its slug stays, so that no link breaks."""

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return (*super().get_readonly_fields(request, obj), *(("slug",) if _is_used(obj) else ()))

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Any]:
        return {} if _is_used(obj) else dict(super().get_prepopulated_fields(request, obj))


class SectionForm(SectionModelForm):
    """A section whose slug hides no page of the site."""

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"]
        if slug.casefold() in RESERVED_SECTION_SLUGS:
            raise ValidationError(
                _("“%(slug)s” is an address of the site itself. Choose another slug."), params={"slug": slug}
            )
        return slug


@admin.register(Section)
class SectionAdmin(AddressedAdmin):
    form = SectionForm
    list_display = ("name", "slug", "position", "is_active")
    list_filter = ("is_active",)
    search_fields = ("name", "slug")
    prepopulated_fields = {"slug": ("name",)}

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Keep what the licence of a picture names: one that names no section any more would allow them all."""
        deleted, counts, needed, protected = super().get_deleted_objects(objs, request)
        limited = Picture.objects.filter(allowed_sections__in=[section.pk for section in objs]).distinct()
        licences = [_("the licence of the picture “%(name)s”") % {"name": picture.name} for picture in limited]
        return deleted, counts, needed, [*protected, *licences]


@admin.register(Author)
class AuthorAdmin(AddressedAdmin):
    """Bylines are switched off, not deleted: what was printed keeps its name."""

    list_display = ("name", "slug", "user", "is_active")
    list_select_related = ("user",)
    list_filter = ("is_active",)
    search_fields = ("name", "slug", "user__email")
    prepopulated_fields = {"slug": ("name",)}
    autocomplete_fields = ("user",)

    def has_delete_permission(self, *_asked: Any, **_named: Any) -> bool:
        return False


@admin.register(Revision)
class RevisionAdmin(ReadOnlyAdmin):
    list_display = ("headline", "article", "created_at", "created_by")
    list_select_related = ("article", "created_by")
    search_fields = ("headline", "article__slugline", "article__public_id")
    heavy_fields = ("body", "source", "part_hashes")
    fields = (
        "article",
        "created_at",
        "created_by",
        "headline",
        "dek",
        "body",
        "slug",
        "section",
        "tags",
        "authors",
        "correction_type",
        "correction_note",
    )


@admin.register(Edition)
class EditionAdmin(ReadOnlyAdmin):
    list_display = ("article", "section", "goes_live_at", "ends_at", "expires_at", "announced_at")
    list_select_related = ("article", "section")
    list_filter = ("section",)
    search_fields = ("article__slugline", "article__public_id", "revision__headline")
    ordering = ("-goes_live_at", "-id")
    heavy_fields = ("body_html",)
    fields = (
        "article",
        "revision",
        "section",
        "authors",
        "goes_live_at",
        "ends_at",
        "expires_at",
        "embargoed_until",
        "first_published_at",
        "withdrawal_notice",
        "announced_at",
        "expiry_announced_at",
    )


@admin.register(Picture)
class PictureAdmin(ReadOnlyAdmin):
    list_display = ("name", "width", "height", "uploaded_at", "uploaded_by", "rendered_at", "failed_reason")
    list_select_related = ("uploaded_by",)
    search_fields = ("name", "caption", "credit_line", "creator")
    ordering = ("-id",)
    fields = (
        "name",
        "mime_type",
        "width",
        "height",
        "byte_size",
        "caption",
        "alt_text",
        "credit_line",
        "creator",
        "copyright_notice",
        "usage_terms",
        "uploaded_at",
        "uploaded_by",
        "rendered_at",
        "failed_reason",
        "attempts",
    )
