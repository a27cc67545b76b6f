"""The page that shows the API's description: plain HTML, made here, without scripts and without anything to load."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

METHODS = ("get", "post", "put", "patch", "delete")
_CODE = re.compile(r"`([^`]+)`")
_STYLE = """
:root{background:Canvas;color:CanvasText;color-scheme:light dark;--line:#8884;--soft:#8881}
body{font:15px/1.5 system-ui,sans-serif;margin:0 auto;max-width:64rem;padding:1rem}
h1,h2{line-height:1.2}h2{margin:2.5rem 0 .5rem}code{font:.92em ui-monospace,monospace;overflow-wrap:anywhere}
details{border:1px solid var(--line);border-radius:.4rem;margin:.4rem 0;overflow-x:auto;padding:.4rem .7rem}
details:target{outline:2px solid #58f}summary{cursor:pointer}summary b{display:inline-block;min-width:4.2rem}
summary span{opacity:.75}table{border-collapse:collapse;margin:.4rem 0 1rem;width:100%}
td,th{border-top:1px solid var(--line);padding:.25rem .6rem .25rem 0;text-align:left;vertical-align:top}
nav a{display:inline-block;margin-right:1rem;padding:.2rem 0}.lock{float:right;opacity:.7}
"""


def page(schema: Mapping[str, Any]) -> str:
    """Renders the page.

    Args:
        schema: An OpenAPI 3.1 document.
    """
    info = schema["info"]
    title = escape(f"{info['title']} {info['version']}")
    return "\n".join(
        [
            "<!doctype html><html lang='en'><head><meta charset='utf-8'>",
            "<meta name='viewport' content='width=device-width,initial-scale=1'>",
            "<meta http-equiv='Content-Security-Policy' content=\"default-src 'none'; style-src 'unsafe-inline'\">",
            f"<title>{title}</title><style>{_STYLE}</style></head><body><main><h1>{title}</h1>",
            *(f"<p>{_text(part)}</p>" for part in info.get("description", "").split("\n\n")),
            "<p>The description itself: <a href='/schema/openapi.json'>/schema/openapi.json</a> (OpenAPI 3.1), for",
            "tools that send requests or make clients.</p>",
            "<nav>" + " ".join(f"<a href='#{tag}'>{tag}</a>" for tag in (*_tags(schema), "shapes")) + "</nav>",
            *(section for tag in _tags(schema) for section in _section(schema, tag)),
            *_shapes(schema),
            "</main></body></html>",
        ]
    )


def _tags(schema: Mapping[str, Any]) -> list[str]:
    return [escape(tag["name"]) for tag in schema.get("tags", [])]


def _section(schema: Mapping[str, Any], tag: str) -> Iterator[str]:
    about = next(one["description"] for one in schema["tags"] if escape(one["name"]) == tag)
    yield f"<h2 id='{tag}'>{tag}</h2><p>{_text(about)}</p>"
    for path, item in sorted(schema["paths"].items()):
        for method in METHODS:
            if method in item and tag in item[method].get("tags", []):
                yield from _operation(path, method, item[method])


def _operation(path: str, method: str, operation: Mapping[str, Any]) -> Iterator[str]:
    scopes = [scope for one in operation.get("security", []) for names in one.values() for scope in names]
    lock = f"<span class='lock'>{escape(' or '.join(scopes))}</span>" if scopes else ""
    yield f"<details id='{escape(operation['operationId'])}'><summary>{lock}<b>{method.upper()}</b>"
    yield f"<code>{escape(path)}</code> <span>{escape(operation.get('summary', ''))}</span></summary>"
    yield f"<p>{_text(operation.get('description', ''))}</p>"
    if operation.get("parameters"):
        yield "<table><tr><th>Parameter<th>In<th>Type<th>Meaning</tr>"
        for one in operation["parameters"]:
            must = " (required)" if one.get("required") else ""
            yield _row(f"<code>{escape(one['name'])}</code>{must}", one["in"], _type(one["schema"]), _meaning(one))
        yield "</table>"
    for media, content in operation.get("requestBody", {}).get("content", {}).items():
        yield f"<p>Body: <code>{escape(media)}</code>, {_type(content['schema'])}</p>"
    yield "<table><tr><th>Answer<th>Body<th>Meaning</tr>"
    for status, response in sorted(operation["responses"].items()):
        shapes = ", ".join(_type(content.get("schema", {})) for content in response.get("content", {}).values())
        yield _row(status, shapes or "none", _text(response.get("description", "")))
    yield "</table></details>"


def _shapes(schema: Mapping[str, Any]) -> Iterator[str]:
    yield "<h2 id='shapes'>shapes</h2>"
    for name, shape in sorted(schema.get("components", {}).get("schemas", {}).items()):
        yield f"<details id='shape-{escape(name)}'><summary><code>{escape(name)}</code></summary>"
        yield f"<p>{_text(shape.get('description', ''))}</p>"
        if "enum" in shape:
            yield f"<p>{_type({'enum': shape['enum']})}</p>"
        yield "<table>"
        for member, kind in shape.get("properties", {}).items():
            must = " (required)" if member in shape.get("required", []) else ""
            yield _row(f"<code>{escape(member)}</code>{must}", _type(kind), _meaning(kind))
        yield "</table></details>"


def _type(kind: Mapping[str, Any]) -> str:
    """Names a type in a few words, with links to shapes; all text is escaped."""
    if "$ref" in kind:
        name = escape(kind["$ref"].rpartition("/")[2])
        return f"<a href='#shape-{name}'>{name}</a>"
    if "enum" in kind:
        return " | ".join(f"<code>{escape(str(one))}</code>" for one in kind["enum"])
    for several in ("oneOf", "anyOf"):
        if several in kind:
            return " or ".join(_type(one) for one in kind[several])
    if kind.get("type") == "array":
        return f"list of {_type(kind.get('items', {}))}"
    words = kind.get("type", "any")
    name = " or ".join(words) if isinstance(words, list) else str(words)
    return escape(f"{name} ({kind['format']})" if "format" in kind else name)


def _meaning(described: Mapping[str, Any]) -> str:
    return _text(described.get("description", ""))


def _row(*cells: str) -> str:
    return "<tr>" + "".join(f"<td>{cell}" for cell in cells) + "</tr>"


def _text(text: str) -> str:
    return _CODE.sub(r"<code>\1</code>", escape(text.strip()))
