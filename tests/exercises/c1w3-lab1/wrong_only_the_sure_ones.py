def label(text):
    return "ham" if '"' in text else None
