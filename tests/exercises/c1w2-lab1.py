# %% solution
def augment(images, rng):
    paper = 40
    ink = rng.uniform(0.5, 1.0, (len(images), 1, 1))
    noise = rng.normal(0, 1, images.shape) * rng.uniform(5, 40, (len(images), 1, 1))
    return np.clip(paper + (images - float(paper)) * ink + noise, 0, 255).astype(np.uint8)


# %% solution: moves by a pixel and fades
def augment(images, rng):
    moves = rng.integers(-1, 2, (len(images), 2))
    moved = [np.roll(image, tuple(move), axis=(0, 1)) for image, move in zip(images, moves, strict=True)]
    noisy = np.stack(moved) * rng.uniform(0.7, 1.0, (len(images), 1, 1)) + rng.normal(0, 8, images.shape)
    return np.clip(noisy, 0, 255).astype(np.uint8)


# %% wrong: changes nothing
def augment(images, rng):
    return images


# %% wrong: lets values wrap around
def augment(images, rng):
    return images + rng.integers(0, 120, images.shape, dtype=np.uint8)


# %% wrong: mirrors the letters
def augment(images, rng):
    mirrored = rng.random((len(images), 1, 1)) < 0.5
    noisy = np.clip(images + rng.normal(0, 10, images.shape), 0, 255).astype(np.uint8)
    return np.where(mirrored, noisy[:, :, ::-1], noisy)


# %% wrong: pushes letters out of the picture
def augment(images, rng):
    moves = rng.integers(-9, 10, (len(images), 2))
    return np.stack([np.roll(image, tuple(move), axis=(0, 1)) for image, move in zip(images, moves, strict=True)])


# %% wrong: returns floats
def augment(images, rng):
    return images + rng.normal(0, 10, images.shape)


# %% wrong: same variant every time
def augment(images, rng):
    return np.roll(images, 1, axis=2)
