"""Writes pictures: a file becomes a private original, the original becomes the files that readers get."""

from articles.pictures.accepting import accept
from articles.pictures.claims import waiting
from articles.pictures.describing import describe
from articles.pictures.lost_files import forget_lost_files, has_original
from articles.pictures.rendering import render, render_each

__all__ = ["accept", "describe", "forget_lost_files", "has_original", "render", "render_each", "waiting"]
