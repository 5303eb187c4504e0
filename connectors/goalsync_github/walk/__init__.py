"""Walking through the issues of a repository in order of update: everything, or what changed."""
