"""Writes pictures: a file becomes a private original, the original becomes the files that readers get."""

from articles.pictures.accepting import accept
from articles.pictures.aiming import aim
from articles.pictures.describing import describe
from articles.pictures.due import aired_in_other_words, later, outdated, stale, unfinished, unmade, waiting
from articles.pictures.looking_again import look_again, look_again_at_uses
from articles.pictures.lost_files import forget_lost_files, has_original
from articles.pictures.rendering import Result, render, render_each
from articles.pictures.sweeping import render_later, render_missing

__all__ = [
    "Result",
    "accept",
    "aim",
    "aired_in_other_words",
    "describe",
    "forget_lost_files",
    "has_original",
    "later",
    "look_again",
    "look_again_at_uses",
    "outdated",
    "render",
    "render_each",
    "render_later",
    "render_missing",
    "stale",
    "unfinished",
    "unmade",
    "waiting",
]
