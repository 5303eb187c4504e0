"""Typed reading of text cells: numbers and dates as people write them, in several languages.

Nothing is guessed in silence: what can be read in two ways is `UnclearNumber` or `UnclearDate` until the locale or
the rest of its column decides, and what cannot be read is `Broken`.
"""
