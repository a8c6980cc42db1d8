"""The explorer as one HTML file that needs neither Python nor a network.

`contents` is what stands in for the kernel, `lattice` what stands in for a model that cannot run in
a page, `document` the file around both.
"""

from latentwidgets.widgets.html.saving import save_html

__all__ = ["save_html"]
