"""The record counted: how drafts ended and who vetoed, by year and by period."""
