"""A paper as one web page that needs nothing else: for a telephone, a screen and a printer."""

from mingzhang.writing.html.page import write_html

__all__ = ["write_html"]
