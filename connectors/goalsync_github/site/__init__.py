"""One GitHub: signing in, asking, and what its refusals mean."""
