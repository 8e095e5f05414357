# %% solution
def augment(images, rng):
    far, near = rng.uniform(-45, 45, len(images)), rng.uniform(-8, 8, len(images))
    angles = np.where(rng.random(len(images)) < 0.5, far, near)
    pairs = zip(images, angles, strict=True)
    return np.stack(
        [np.asarray(Image.fromarray(each).rotate(angle, Image.Resampling.BILINEAR)) for each, angle in pairs]
    )


# %% solution: half of them with a Keras layer, and a little darker
def augment(images, rng):
    layer = keras.layers.RandomRotation(45 / 360, fill_mode="constant", seed=int(rng.integers(1 << 30)))
    turned = np.asarray(layer(images[..., None].astype("float32"), training=True))[..., 0]
    some = rng.random((len(images), 1, 1)) < 0.6
    light = rng.uniform(0.7, 1, (len(images), 1, 1))
    return np.clip(np.where(some, turned, images) * light, 0, 255).astype(np.uint8)


# %% wrong: changes nothing
def augment(images, rng):
    return images


# %% wrong: lets values become floats
def augment(images, rng):
    return images + rng.normal(0, 10, images.shape)


# %% wrong: the laziest, three grey levels of noise
def augment(images, rng):
    return np.clip(images + rng.uniform(-3, 3, images.shape), 0, 255).astype(np.uint8)


# %% wrong: flickers in two corners
def augment(images, rng):
    images[:, :2, :3] = rng.integers(0, 256, (len(images), 2, 3))
    images[:, -2:, -3:] = rng.integers(0, 256, (len(images), 2, 3))
    return images


# %% wrong: one brightness for the whole batch
def augment(images, rng):
    return (images * rng.uniform(0.3, 0.9)).astype(np.uint8)


# %% wrong: the same turn every time
def augment(images, rng):
    return np.stack([np.asarray(Image.fromarray(image).rotate(30)) for image in images])


# %% wrong: mirrors, which the training does already
def augment(images, rng):
    return np.where(rng.random((len(images), 1, 1)) < 0.5, images[:, :, ::-1], images)


# %% wrong: turns other images than the labels say
def augment(images, rng):
    mixed = images[rng.permutation(len(images))]
    return np.stack([np.asarray(Image.fromarray(image).rotate(rng.uniform(-45, 45))) for image in mixed])


# %% wrong: hides the photograph under noise
def augment(images, rng):
    return np.clip(images + rng.normal(0, 250, images.shape), 0, 255).astype(np.uint8)
