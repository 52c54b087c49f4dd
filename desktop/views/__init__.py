"""What is seen: views that show what models tell, and ask for what a person wants."""

from desktop.views import plain_imports

plain_imports.restore()
