"""The elements of a page, and what they say."""

from __future__ import annotations

from html.parser import HTMLParser

from attrs import define, field, frozen

INLINE = {"a", "code", "option", "span", "strong", "time"}
VOID = {"br", "input", "link", "meta"}


@frozen
class Element:
    """An element of a page, with all the text that is within it."""

    tag: str
    attributes: dict[str, str]
    text: str


@define
class _Finder(HTMLParser):
    found: list[Element] = field(factory=list)
    open: list[tuple[str, dict[str, str], list[str]]] = field(factory=list)

    def __attrs_pre_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag not in INLINE:
            self.handle_data(" ")
        self.open.append((tag, attributes, []))
        if tag in VOID:
            self.handle_endtag(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in INLINE:
            self.handle_data(" ")
        while self.open:
            name, attributes, texts = self.open.pop()
            self.found.append(Element(name, attributes, " ".join("".join(texts).split())))
            if name == tag:
                return

    def handle_data(self, data: str) -> None:
        for _, _, texts in self.open:
            texts.append(data)


def elements(html: str, tag: str, **attributes: str) -> list[Element]:
    """The elements of a tag that have all of these attributes, in the order in which they end."""
    finder = _Finder()
    finder.feed(html)
    wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
    return [one for one in finder.found if one.tag == tag and wanted.items() <= one.attributes.items()]


def element(html: str, tag: str, **attributes: str) -> Element:
    """The only such element."""
    (one,) = elements(html, tag, **attributes)
    return one


def text_of(html: str) -> str:
    """What a page says within its main part."""
    return element(html, "main").text


def row_texts(html: str) -> list[str]:
    """What the rows of a page's tables say, but for their heads."""
    return [one.text for one in elements(html, "tr") if one.text]
