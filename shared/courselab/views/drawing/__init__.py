"""What every view draws with: the `View` itself, the look, words and numbers, tables, and graphs from left to right."""
