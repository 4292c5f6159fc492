"""The papers, each declared once as data, and the packs that say how a place prints them."""
