"""The doorway to posts on disk: `read_post` and `write_post`, and the values that they take and give."""

from articles.formats.reading import read_post as read_post
from articles.formats.reading import read_source as read_source
from articles.formats.values import Post as Post
from articles.formats.values import PostPicture as PostPicture
from articles.formats.values import PostValues as PostValues
from articles.formats.values import Source as Source
from articles.formats.writing import write_post as write_post
