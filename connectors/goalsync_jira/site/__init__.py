"""One Jira site: signing in, asking, what its refusals mean, who it takes us for, and its projects."""
