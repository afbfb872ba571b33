"""What is measured of histories: sums by history, and what is estimated from them."""
