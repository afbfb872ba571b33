"""How a history is played: draws, state, the order of the stages, delegations, and two engines."""
