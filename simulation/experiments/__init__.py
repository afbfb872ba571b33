"""Many histories: how they are played in blocks, stored, resumed and read again."""
