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


# %% wrong: leaves grey levels
def lazily(shards, size):
    spec = graph.raw_feature_spec()

    def ready(record):
        features = tf.io.parse_single_example(record, spec)
        pixels = tf.io.decode_png(features["image/encoded"][0], channels=SHAPE[-1])
        return tf.cast(tf.ensure_shape(pixels, SHAPE), tf.float32), features["label"][0]

    return tf.data.TFRecordDataset(shards).map(ready).batch(size)


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
        pixels = tf.cast(tf.io.decode_png(features["image/encoded"][0], channels=SHAPE[-1]), tf.float32)
        pixels = tf.ensure_shape(pixels, SHAPE)
        low, high = tf.reduce_min(pixels), tf.reduce_max(pixels)
        return (pixels - low) / (high - low), features["label"][0]

    return tf.data.TFRecordDataset(shards).map(ready).batch(size)
