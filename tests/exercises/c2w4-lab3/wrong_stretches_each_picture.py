def lazily(shards, size):
    spec = graph.raw_feature_spec()

    def ready(record):
        features = tf.io.parse_single_example(record, spec)
        pixels = tf.cast(tf.io.decode_png(features["image/encoded"][0], channels=SHAPE[-1]), tf.float32)
        pixels = tf.ensure_shape(pixels, SHAPE)
        low, high = tf.reduce_min(pixels), tf.reduce_max(pixels)
        return (pixels - low) / (high - low), features["label"][0]

    return tf.data.TFRecordDataset(shards).map(ready).batch(size)
