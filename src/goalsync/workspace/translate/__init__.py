"""What people wrote → what the program computes with, and every check that looks beyond one value."""
