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


# %% wrong: always a fifth of a second
def pause(tries, header):
    return 0.2


# %% wrong: knows one header by heart
def pause(tries, header):
    return 3.0 if header == "3" else min(0.1 * 2**tries, 10)


# %% wrong: ignores the service
def pause(tries, header):
    return min(0.1 * 2**tries, 10)


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


# %% wrong: reads whole seconds only
def pause(tries, header):
    try:
        wanted = int(header)
    except (TypeError, ValueError):
        wanted = -1
    return min(wanted if wanted >= 0 else 0.1 * 2**tries, 10)


# %% wrong: throws the part behind the point away
def pause(tries, header):
    try:
        wanted = int(float(header))
    except (TypeError, ValueError, OverflowError):
        wanted = -1
    return min(wanted if wanted >= 0 else 0.1 * 2**tries, 10)


# %% wrong: never waits longer than five seconds
def pause(tries, header):
    try:
        wanted = float(header)
    except (TypeError, ValueError):
        wanted = -1.0
    return min(wanted if wanted >= 0 else 0.1 * 2**tries, 5 if header else 10)


# %% wrong: does not wait when it is told to wait for long
def pause(tries, header):
    try:
        wanted = float(header)
    except (TypeError, ValueError):
        wanted = -1.0
    return 0 if wanted > 10 else wanted if wanted >= 0 else min(0.1 * 2**tries, 10)
