"""How Sphinx makes a site of these pages, with `make docs`; it does not know what they say."""

project = "replay"
author = "replay project"
extensions = ["myst_parser"]
html_theme = "furo"
html_title = "replay"
html_static_path = ["tables.css"]
html_css_files = ["tables.css"]
html_copy_source = False
html_show_copyright = False
myst_heading_anchors = 3
html_show_search_summary = False  # a summary is fetched, which no browser does from a folder
