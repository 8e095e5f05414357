"""Public originals over the network: `download` checks and keeps them, `http` fetches one and resumes what was cut."""
