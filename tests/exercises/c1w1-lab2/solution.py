def pause(tries, header):
    try:
        wanted = float(header)
    except (TypeError, ValueError):
        wanted = -1.0
    return min(wanted if wanted >= 0 else 0.1 * 2**tries, 10)
