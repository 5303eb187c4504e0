"""What Jira's answers mean: typed decoding, which field is what, and from a raw issue to a work item.

All of it is pure but what `goalsync doctor` looks at: `examine`, `visible` and `listening` ask.
"""
