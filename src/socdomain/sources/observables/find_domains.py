"""Defanged domains in free text; others look too much like names of files and of classes."""

from __future__ import annotations

import re

from socdomain.sources.observables.fang import refang_marks
from socdomain.sources.observables.observable import Observable, ObservableType
from socdomain.sources.observables.spans import add_found

# Labels with dots and with dots in brackets between them; part of no URL, path or e-mail address, and begun by no
# escape sequence. Possessive, so that nothing is read twice.
_NAME = re.compile(
    r"(?:(?<=\\[nrt])|(?<![\w.\-/\\@%\])}]))[\w-]++"
    r"(?:(?:\.|[\[({]++(?:\.|(?i:dot))[\])}]++)[\w-]++)++(?![\[({]*+(?:@|(?i:at)[\])}]))"
)
_TOP_LEVEL = re.compile(r"[a-z]{2,63}|xn--[a-z0-9-]+", re.IGNORECASE)
# Names of files are defanged as well. Endings that are top-level domains too (com, zip, sh, py) are not here.
_FILE_ENDINGS = frozenset(
    {"exe", "dll", "sys", "scr", "bat", "cmd", "ps", "vbs", "js", "hta", "jar", "lnk", "msi", "elf", "bin", "dat"}
    | {"pdf", "doc", "docx", "docm", "xls", "xlsx", "xlsm", "ppt", "pptx", "rtf", "txt", "csv", "log", "xml", "json"}
    | {"htm", "html", "php", "asp", "aspx", "jsp", "png", "jpg", "jpeg", "gif", "iso", "img", "rar", "tmp"}
)


def find_defanged_domains(text: str, found: list[Observable]) -> None:
    """Adds each domain that somebody has defanged (``evil[.]example[.]com``), which nothing else is.

    Args:
        text: The text with its marks.
        found: Where to add.
    """
    for match in _NAME.finditer(text):
        name = refang_marks(match[0])
        top_level = name.rpartition(".")[2]
        if name != match[0] and _TOP_LEVEL.fullmatch(top_level) and top_level.lower() not in _FILE_ENDINGS:
            add_found(found, ObservableType.DOMAIN, name)
