"""The line that stands under every result about real states."""

CANNOT_SAY = (
    "What this cannot say: ties, strengths and severities are judged, drafts never tabled "
    "leave no record, and nothing here forecasts any government."
)
