"""Walking through the issues of a project: ids first, then batches at once; everything, or what changed."""
