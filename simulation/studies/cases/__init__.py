"""The replays: every case of the library played, and held against what happened."""
