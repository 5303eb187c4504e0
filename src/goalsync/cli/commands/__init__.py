"""The commands, a module each; every module has a `command`."""
