"""The project's own source, as the tests of its shape read it."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
SOURCE: Final = ROOT / "src"


def python_files(folder: Path) -> list[Path]:
    """Every Python file under the folder, in a stable order."""
    return sorted(path for path in folder.rglob("*.py") if "__pycache__" not in path.parts)


def imports(code: str, package: str) -> Iterator[str]:
    """The full names that a module imports, also inside functions and conditions.

    Args:
        code: The module's text.
        package: The dotted package that holds the module; relative imports are resolved against it.

    Yields:
        `a.b` for `import a.b`; `a.b` for `from a import b`, whatever `b` is.
    """
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            parts = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            origin = ".".join([*parts, *([node.module] if node.module else [])])
            yield from (f"{origin}.{alias.name}" for alias in node.names)


def package_of(path: Path, source: Path = SOURCE) -> str:
    """The dotted package that holds the file."""
    return ".".join(path.relative_to(source).parent.parts)
