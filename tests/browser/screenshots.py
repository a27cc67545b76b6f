"""Pictures of pages, kept as what a run leaves to people."""

from __future__ import annotations

from pathlib import Path
from typing import Final, Literal

from attrs import frozen
from playwright.sync_api import Page, ViewportSize

DESKTOP: Final[ViewportSize] = {"width": 1280, "height": 800}
PHONE: Final[ViewportSize] = {"width": 360, "height": 740}

Theme = Literal["light", "dark"]
THEMES: Final[tuple[Theme, ...]] = ("light", "dark")


@frozen
class Screenshots:
    """A folder of pictures.

    Attributes:
        folder: Which; made with the first.
    """

    folder: Path

    def shoot(self, page: Page, name: str) -> list[Path]:
        """Keeps what a page looks like: in both themes, on a desktop and on a phone, from its top to its end.

        The page is afterwards as large as before, and in the light theme.

        Args:
            page: Which.
            name: Of the pictures; ``NAME-light-1280.png`` is one of them.

        Returns:
            Their files.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        before, made = page.viewport_size, []
        for size in (DESKTOP, PHONE):
            page.set_viewport_size(size)
            for theme in THEMES:
                page.emulate_media(color_scheme=theme)
                made.append(self.folder / f"{name}-{theme}-{size['width']}.png")
                page.screenshot(path=made[-1], full_page=True, animations="disabled")
        page.emulate_media(color_scheme="light")
        page.set_viewport_size(before or DESKTOP)
        return made
