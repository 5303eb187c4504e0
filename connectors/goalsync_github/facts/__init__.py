"""What GitHub's answers mean: decoding, translating, hierarchy, projects, metrics, and what doctor looks at."""
