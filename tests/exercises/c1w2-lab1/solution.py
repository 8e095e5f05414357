def augment(images, rng):
    paper = 40
    ink = rng.uniform(0.5, 1.0, (len(images), 1, 1))
    noise = rng.normal(0, 1, images.shape) * rng.uniform(5, 40, (len(images), 1, 1))
    return np.clip(paper + (images - float(paper)) * ink + noise, 0, 255).astype(np.uint8)
