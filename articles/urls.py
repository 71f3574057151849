"""The public addresses. The most read comes first; sections last, so that none can hide a page."""

from django.urls import path, re_path

from articles import probes, views

urlpatterns = [
    re_path(r"^[^/]+/\d{4}/\d{2}/\d{2}/[^/]+/$", views.article, name="article"),
    path("", views.front, name="front"),
    re_path(r"^[^/]+/\d{4}/\d{2}/\d{2}/[^/]+/changes/$", views.changes, name="changes"),
    path("healthz", probes.healthz, name="healthz"),
    path("robots.txt", probes.robots, name="robots"),
    path("feeds/rss.xml", views.rss, name="rss"),
    path("pictures/<str:token>/<str:name>", views.picture, name="picture"),
    path("tag/<str:slug>/", views.tag, name="tag"),
    path("author/<str:slug>/", views.author, name="author"),
    path("<str:slug>/", views.section, name="section"),
]
