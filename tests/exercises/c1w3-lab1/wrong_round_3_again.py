def label(text):
    return next((verdict for pattern, verdict in ROUND_3 if re.search(pattern, text, re.IGNORECASE)), None)
