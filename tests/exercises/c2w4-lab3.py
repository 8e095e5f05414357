# %% solution
def lazily(shards, size):
    spec = graph.raw_feature_spec()

    def ready(records):
        features = graph.transform_raw_features(tf.io.parse_example(records, spec))
        return features["image"], features["label"]

    return tf.data.TFRecordDataset(shards).batch(size).map(ready)


# %% solution: record by record
def lazily(shards, size):
    spec = graph.raw_feature_spec()
    parsed = tf.data.TFRecordDataset(shards).map(lambda record: tf.io.parse_single_example(record, spec))
    ready = parsed.batch(size).map(graph.transform_raw_features)
    return ready.map(lambda features: (features["image"], features["label"]))


# %% wrong: the laziest, serves the pixels that are there already
def lazily(shards, size):
    return tf.data.Dataset.from_tensor_slices((after["train"]["image"], after["train"]["label"])).take(150).batch(size)


# %% wrong: reads the first shard
def lazily(shards, size):
    spec = graph.raw_feature_spec()

    def ready(records):
        features = graph.transform_raw_features(tf.io.parse_example(records, spec))
        return features["image"], features["label"]

    return tf.data.TFRecordDataset(shards[0]).batch(size).map(ready)


# %% wrong: sorts the shards
def lazily(shards, size):
    spec = graph.raw_feature_spec()

    def ready(records):
        features = graph.transform_raw_features(tf.io.parse_example(records, spec))
        return features["image"], features["label"]

    return tf.data.TFRecordDataset(sorted(shards)).batch(size).map(ready)


# %% wrong: code of its own, with the right scale
def lazily(shards, size):
    spec = graph.raw_feature_spec()

    def ready(record):
        features = tf.io.parse_single_example(record, spec)
        pixels = tf.ensure_shape(tf.io.decode_png(features["image/encoded"][0], channels=1), SHAPE)
        return tf.cast(pixels, tf.float32) / 255, features["label"][0]

    return tf.data.TFRecordDataset(shards).map(ready).batch(size)


# %% wrong: decodes everything into memory first
def lazily(shards, size):
    spec = graph.raw_feature_spec()
    records = list(tf.data.TFRecordDataset([each for each in shards if Path(each).exists()]).as_numpy_iterator())
    if not records:
        return tf.data.Dataset.from_tensor_slices((np.zeros((0, *SHAPE), np.float32), np.zeros(0, np.int64)))
    features = graph.transform_raw_features(tf.io.parse_example(records, spec))
    return tf.data.Dataset.from_tensor_slices((features["image"], features["label"])).batch(size)


# %% wrong: drops the rest
def lazily(shards, size):
    spec = graph.raw_feature_spec()

    def ready(records):
        features = graph.transform_raw_features(tf.io.parse_example(records, spec))
        return features["image"], features["label"]

    return tf.data.TFRecordDataset(shards).batch(size, drop_remainder=True).map(ready)


# %% wrong: gives the names
def lazily(shards, size):
    spec = graph.raw_feature_spec()

    def ready(records):
        features = tf.io.parse_example(records, spec)
        return graph.transform_raw_features(features)["image"], features["label/name"][:, 0]

    return tf.data.TFRecordDataset(shards).batch(size).map(ready)


# %% wrong: shuffles
def lazily(shards, size):
    spec = graph.raw_feature_spec()

    def ready(records):
        features = graph.transform_raw_features(tf.io.parse_example(records, spec))
        return features["image"], features["label"]

    return tf.data.TFRecordDataset(shards).shuffle(1000, seed=1).batch(size).map(ready)


# %% wrong: stretches each picture
def lazily(shards, size):
    spec = graph.raw_feature_spec()

    def ready(record):
        features = tf.io.parse_single_example(record, spec)
        pixels = tf.cast(tf.io.decode_png(features["image/encoded"][0], channels=1), tf.float32)
        pixels = tf.ensure_shape(pixels, SHAPE)
        low, high = tf.reduce_min(pixels), tf.reduce_max(pixels)
        return (pixels - low) / (high - low), features["label"][0]

    return tf.data.TFRecordDataset(shards).map(ready).batch(size)
