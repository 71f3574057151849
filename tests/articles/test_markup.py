"""Markdown in, a safe fragment out: what readers get, and what hostile text gets."""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import html as lxml_html

from articles import markup
from articles.exceptions import TextRefused
from articles.markup import ImageReference

CORPUS = Path(os.environ.get("NEWSROOM_CORPUS", Path(__file__).parents[3] / "shared" / "corpus"))
DANGEROUS_URL = re.compile(r"^[\s\x00-\x20]*(?:javascript|data|vbscript|file)[\s\x00-\x20]*:", re.IGNORECASE)
ALLOWED_ATTRIBUTES = {name for names in markup.ATTRIBUTES.values() for name in names} | {"class", "rel"}
ALLOWED_CLASSES = {name for names in markup.CLASSES.values() for name in names}
HOSTILE = [
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example/x.js></sCrIpT>",
    "<img src=x onerror=alert(1)>",
    '<img src="javascript:alert(1)">',
    '<a href="JaVaScRiPt:alert(1)">x</a>',
    '<a href="java\tscript:alert(1)">x</a>',
    '<a href="&#106;avascript:alert(1)">x</a>',
    '<a href="\x01javascript:alert(1)">x</a>',
    "[x](javascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "<javascript:alert(1)>",
    "![x](javascript:alert(1))",
    '![x"onerror="alert(1)](https://e.example/"onerror="alert(1))',
    "<svg><script>alert(1)</script></svg>",
    '<svg onload="alert(1)"><a xlink:href="javascript:alert(1)"><text>x</text></a></svg>',
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    '<form action="https://evil.example"><input name=q><button formaction="javascript:alert(1)">x</button></form>',
    '<p style="background:url(javascript:alert(1))" class="site-header" id="login">x</p>',
    "<style>@import 'https://evil.example/x.css';</style>",
    '<meta http-equiv="refresh" content="0;url=javascript:alert(1)"><base href="https://evil.example/">',
    "<object data=x></object><embed src=x><link rel=stylesheet href=x>",
    "<template><img src=x onerror=alert(1)></template>",
    "<details open ontoggle=alert(1)>x</details>",
    "`</code><script>alert(1)</script>`",
    "```\n</code></pre><script>alert(1)</script>\n```",
    "[^1]\n\n[^1]: <script>alert(1)</script>",
    "<!-- --!><img src=x onerror=alert(1)> -->",
    "<!--picture:0--> <!--figure:0-->",
    '<span title="<!--picture:0-->">x</span>',
    "&lt;!--picture:0--&gt; `<!--picture:0-->`",
    "![<!--picture:0-->](missing.jpg)",
    "<xmp><script>alert(1)</script></xmp><plaintext><script>alert(1)</script>",
]


def assert_inert(fragment: str) -> None:
    tree = lxml_html.fragment_fromstring(fragment, create_parent="article")
    for element in tree.iterdescendants():
        assert element.tag in markup.TAGS - {"img"}, f"{element.tag!r} in {fragment!r}"
        assert set(element.attrib) <= ALLOWED_ATTRIBUTES, f"{dict(element.attrib)} in {fragment!r}"
        assert set(element.get("class", "").split()) <= ALLOWED_CLASSES, fragment
        assert element.get("id") is None or markup.FOOTNOTE_ID.fullmatch(element.get("id")), fragment
        for name in ("href", "cite"):
            assert not DANGEROUS_URL.match(element.get(name, "")), fragment


def render(source: str, **positions: int) -> str:
    return markup.render(source, pictures={f"{name}.jpg": number for name, number in positions.items()})


def test_reporter_gets_tables_strikethrough_and_paragraphs() -> None:
    fragment = render("A ~~b~~ *c*\n\n| a |\n|---|\n| 1 |\n")
    assert fragment.startswith("<p>A <s>b</s> <em>c</em></p>\n<table>\n<thead>\n<tr>\n<th>a</th>")


def test_headings_begin_below_the_headline_of_the_page() -> None:
    assert render("# A\n\n## B\n\n<h1>C</h1>") == "<h2>A</h2>\n<h3>B</h3>\n<h2>C</h2>"
    assert render("#### A\n\n###### B\n") == "<h2>A</h2>\n<h4>B</h4>\n"
    assert render("# A\n\n###### B\n") == "<h2>A</h2>\n<h6>B</h6>\n"


def test_code_keeps_its_text_and_loses_its_language_class() -> None:
    assert render("```html\n<b> &amp;\n```") == "<pre><code>&lt;b&gt; &amp;amp;\n</code></pre>\n"


def test_links_to_elsewhere_tell_nothing_of_the_reader() -> None:
    assert render("[a](https://e.example)") == '<p><a href="https://e.example" rel="noopener noreferrer">a</a></p>\n'
    assert render("[a](ftp://e.example)") == '<p><a rel="noopener noreferrer">a</a></p>\n'


def test_footnotes_link_both_ways_under_names_of_their_own() -> None:
    fragment = render("Said[^x].\n\n[^x]: By whom.")
    tree = lxml_html.fragment_fromstring(fragment, create_parent="article")
    assert sorted(tree.xpath("//@id")) == ["fn-note-1", "fnref-note-1"]
    assert tree.xpath("//a/@href") == ["#fn-note-1", "#fnref-note-1"]


def test_author_cannot_give_an_element_the_name_of_a_page_part() -> None:
    assert render('<a id="login" class="button">x</a>') == '<p><a rel="noopener noreferrer">x</a></p>\n'


def test_picture_alone_in_its_paragraph_becomes_a_figure() -> None:
    assert render("![alt](a.jpg)\n\nText ![alt](a.jpg).", a=3) == ("<!--figure:3-->\n<p>Text <!--picture:3-->.</p>\n")


@pytest.mark.parametrize(
    "written",
    [
        "![x](img/a%20b.jpg)",
        "![x](<img/a b.jpg>)",
        "![x](/img/a%20b.jpg)",
        "![x](./img/a%20b.jpg)",
        '<p><img src="/img/a b.jpg" alt="x"></p>',
        "![x]({{ site.baseurl }}/img/a%20b.jpg)",
    ],
)
def test_picture_is_found_however_its_path_is_written(written: str) -> None:
    assert markup.render(written, pictures={"img/a b.jpg": 7}).strip() == "<!--figure:7-->"


def test_picture_is_found_by_the_exact_source_in_the_text() -> None:
    assert (
        markup.render("![x](https://e.example/a.jpg)", pictures={"https://e.example/a.jpg": 1}) == "<!--figure:1-->\n"
    )


def test_picture_whose_letters_are_composed_otherwise_is_the_same() -> None:
    assert markup.render("![x](cafe\u0301.jpg)", pictures={"caf\u00e9.jpg": 0}) == "<!--figure:0-->\n"


def test_picture_elsewhere_on_the_web_becomes_a_link_and_is_never_loaded() -> None:
    assert render("![The port](https://e.example/a.png)") == (
        '<p><a href="https://e.example/a.png" rel="noopener noreferrer">The port</a></p>\n'
    )
    assert render("[![The port](https://e.example/a.png)](https://e.example)") == (
        '<p><a href="https://e.example" rel="noopener noreferrer">The port</a></p>\n'
    )


def test_missing_picture_leaves_its_alt_text() -> None:
    assert render('![The "port" <b>](gone.jpg)') == "<p>The &quot;port&quot; &lt;b&gt;</p>\n"


def test_address_that_only_ends_like_a_picture_on_disk_is_not_that_picture() -> None:
    assert "<!--" not in markup.render("![x](//e.example/a.jpg)", pictures={"e.example/a.jpg": 0})


def test_page_puts_each_picture_in_its_place() -> None:
    fragment = render("![x](a.jpg)\n\nText ![x](b.jpg)", a=0, b=12)
    assert markup.fill(fragment, pictures=lambda number, is_figure: f"[{number}{'F' if is_figure else ''}]") == (
        "[0F]\n<p>Text [12]</p>\n"
    )


def test_page_without_pictures_is_left_alone() -> None:
    fragment = render("Text.")
    assert markup.fill(fragment, pictures=lambda _number, _is_figure: "never") is fragment


@pytest.mark.parametrize("source", HOSTILE)
def test_author_cannot_forge_a_place_for_a_picture(source: str) -> None:
    assert markup.fill(render(source), pictures=lambda _number, _is_figure: "FORGED").count("FORGED") == 0


def test_importer_learns_of_every_picture_once_and_in_order() -> None:
    source = "![a](a.jpg \"A\") <img src='b c.jpg' alt=b> ![again](a.jpg) `![no](no.jpg)` ![c](/d%20e.jpg)"
    found = markup.images_in(source)
    assert found == [
        ImageReference("a.jpg", "a", "A"),
        ImageReference("b c.jpg", "b", ""),
        ImageReference("/d%20e.jpg", "c", ""),
    ]
    assert [reference.path for reference in found] == ["a.jpg", "b c.jpg", "d e.jpg"]


def test_every_source_that_the_importer_learns_of_is_a_key_that_works() -> None:
    source = "![a](a%20b.jpg) <img src='c d.jpg'> ![e](<./e f.jpg>)"
    sources = [reference.src for reference in markup.images_in(source)]
    fragment = markup.render(source, pictures={src: number for number, src in enumerate(sources)})
    assert re.findall(r"<!--picture:(\d)-->", fragment) == ["0", "1", "2"]


def test_plain_text_has_a_line_a_block_and_no_markup() -> None:
    assert markup.plain_text(render("# A & B\n\nC *d*<br>e\n\n- f\n- g")) == "A & B\nC d\ne\nf\ng"


def test_words_are_counted_as_a_reader_would() -> None:
    assert markup.word_count("It's[^1] a **well-known** fact: 1,000.50 ![alt](x.jpg)\n\n[^1]: One note.") == 7
    assert markup.word_count("") == 0


@pytest.mark.parametrize("source", HOSTILE)
def test_hostile_text_comes_out_inert(source: str) -> None:
    assert_inert(render(source))
    assert_inert(markup.fill(render(source), pictures=lambda _number, _is_figure: ""))


def test_what_is_embedded_leaves_with_its_text() -> None:
    assert render("<p>a<iframe>b</iframe><svg><text>c</text></svg><style>d</style></p>") == "<p>a</p>"


def test_nul_and_half_characters_are_refused_in_words() -> None:
    for source in ("a\0b", "a\ud800b"):
        with pytest.raises(TextRefused, match="NUL or half a character"):
            render(source)


def test_text_past_the_limit_is_refused_with_the_limit() -> None:
    render("a" * markup.MAX_CHARACTERS)
    with pytest.raises(TextRefused, match="1000000 is the limit"):
        render("a" * (markup.MAX_CHARACTERS + 1))


def test_html_nested_so_deep_that_it_would_hold_up_everybody_is_refused() -> None:
    with pytest.raises(TextRefused, match="10000 HTML elements"):
        render("<div>" * 200_000)
    with pytest.raises(TextRefused, match="10000 footnote marks"):
        render("[^1]" * 200_000 + "\n\n[^1]: x")
    with pytest.raises(TextRefused, match="30000 square brackets"):
        render("[" * 200_000)


@pytest.mark.parametrize(
    "source",
    [
        ">" * 10_000 + " a",
        "- " * 10_000 + "a",
        "[" * 10_000 + "a" + "](b)" * 10_000,
        "![" * 10_000 + "a" + "](b)" * 10_000,
        "*a **b " * 10_000,
        "<blockquote>" * 10_000,
        "<b><p>" * 9_000,
        "word " * 200_000,
        "|" + "a|" * 5_000 + "\n|" + "-|" * 5_000 + "\n" + "b\n" * 100_000,
    ],
    ids=["quotes", "lists", "links", "pictures", "stress", "html", "misnested", "long", "table"],
)
def test_deep_and_long_text_is_rendered_without_falling_over(source: str) -> None:
    assert_has_bounded_size(markup.render(source, pictures={}))


def assert_has_bounded_size(fragment: str) -> None:
    assert len(fragment) < 3_000_000


def corpus_lines() -> Iterator[str]:
    for path in sorted((CORPUS / "xss-svg").rglob("*")):
        if path.is_file():
            text = path.read_text("utf-8", "replace").replace("\0", "")
            yield text
            yield from text.splitlines()
    for path in sorted((CORPUS / "abuse-lists").rglob("*.json")):
        yield from json.loads(path.read_text("utf-8"))


@pytest.mark.skipif(
    not (CORPUS / "xss-svg").is_dir(), reason="the corpus of hostile strings is not here (NEWSROOM_CORPUS)"
)
def test_every_hostile_string_of_the_corpus_comes_out_inert() -> None:
    tried = 0
    for line in corpus_lines():
        for source in (line, f"[x]({line})", f"![x]({line})", f'<a href="{line}" title="{line}">x</a>'):
            assert_inert(render(source.replace("\0", "")))
            tried += 1
    assert tried > 1_000
