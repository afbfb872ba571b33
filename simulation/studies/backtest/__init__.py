"""Later roll calls predicted from earlier ones, and scored beside naive baselines."""
