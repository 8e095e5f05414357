"""What is told of a batch: `report.json`, `junit.xml`, tables for a terminal, and what a person sees while it runs."""
