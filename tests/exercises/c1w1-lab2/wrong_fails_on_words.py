def pause(tries, header):
    return min(float(header), 10) if header is not None else min(0.1 * 2**tries, 10)
