"""Reports and plans as people and programs read them. Pure: data in, text out; the terminal's width is an argument."""
