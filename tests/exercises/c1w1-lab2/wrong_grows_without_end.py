def pause(tries, header):
    return min(float(header), 10) if header and header.isdigit() else 0.1 * 2**tries
