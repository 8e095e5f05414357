"""What every room may import: the standard library alone, nothing that costs time.

`files` writes atomically, `errors` holds the one-sentence error, `exports` loads a package's names on first use,
`limits` holds what the contracts count by, `project` where this checkout lies, `settings` the environment variables,
`shell` the notebook around us, `start_log` the starts of servers that a lab reports and the runner reads. (`exports`
and the cache's folder take a small library where they are called, not before.)
"""
