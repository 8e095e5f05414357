def augment(images, rng):
    mirrored = rng.random((len(images), 1, 1)) < 0.5
    noisy = np.clip(images + rng.normal(0, 10, images.shape), 0, 255).astype(np.uint8)
    return np.where(mirrored, noisy[:, :, ::-1], noisy)
