def pause(tries, header):
    return min(0.1 * 2**tries, 10)
