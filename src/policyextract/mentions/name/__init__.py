"""Names, codes and ordinals made of numbers: what looks like a quantity and is none."""
