"""What Jira's answers mean: typed decoding, which field is what, and from a raw issue to a work item. Pure."""
