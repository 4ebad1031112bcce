"""How the manual is built: `make docs`, every warning an error."""

from __future__ import annotations

from pygments.lexers.special import TextLexer
from sphinx.highlighting import lexers

project = "Sipol"
author = "The Sipol contributors"
language = "en"
extensions = ["myst_parser"]
exclude_patterns = ["_build", "pictures"]

html_theme = "furo"
html_title = "Sipol"
html_copy_source = False
html_show_copyright = False

myst_heading_anchors = 3

# Diagrams of life cycles are shown as text: drawing them would need a script from elsewhere.
lexers["mermaid"] = TextLexer()
