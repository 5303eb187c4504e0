"""What `goalsync doctor` looks at in a Jira: it asks, and leaves what the answers mean to `facts`."""
