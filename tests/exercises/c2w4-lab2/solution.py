import hashlib


def side_of(user, share):
    digest = hashlib.sha256(str(user).encode()).digest()
    return "test" if int.from_bytes(digest[:8], "big") < share * 2**64 else "train"
