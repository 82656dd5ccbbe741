"""Archives in: readers of what a disk may hold, and batch runs over it."""
