def label(text):
    return "good" if '"' in text else "bad"
