# %% solution
def pause(tries, header):
    try:
        wanted = float(header)
    except (TypeError, ValueError):
        wanted = -1.0
    return min(wanted if wanted >= 0 else 0.1 * 2**tries, 10)


# %% solution: reads digits only
def pause(tries, header):
    import re

    said = re.fullmatch(r"\s*(\d+(?:\.\d*)?)\s*", header or "")
    return min(float(said[1]) if said else 0.1 * 2**tries, 10)


# %% wrong: believes any number
def pause(tries, header):
    try:
        return float(header)
    except (TypeError, ValueError):
        return min(0.1 * 2**tries, 10)


# %% wrong: fails on words
def pause(tries, header):
    return min(float(header), 10) if header is not None else min(0.1 * 2**tries, 10)


# %% wrong: grows without end
def pause(tries, header):
    return min(float(header), 10) if header and header.isdigit() else 0.1 * 2**tries


# %% wrong: ignores the service
def pause(tries, header):
    return min(0.1 * 2**tries, 10)


# %% wrong: always a fifth of a second
def pause(tries, header):
    return 0.2
