"""The kinds of rewrites: one module each, with a function `find` that yields the places it could change."""
