def lazily(shards, size):
    spec = graph.raw_feature_spec()

    def ready(record):
        features = tf.io.parse_single_example(record, spec)
        pixels = tf.io.decode_png(features["image/encoded"][0], channels=SHAPE[-1])
        return tf.cast(tf.ensure_shape(pixels, SHAPE), tf.float32), features["label"][0]

    return tf.data.TFRecordDataset(shards).map(ready).batch(size)
