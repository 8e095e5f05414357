def augment(images, rng):
    return images
