def pause(tries, header):
    try:
        return float(header)
    except (TypeError, ValueError):
        return min(0.1 * 2**tries, 10)
