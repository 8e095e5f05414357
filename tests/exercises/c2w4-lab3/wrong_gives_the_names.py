def lazily(shards, size):
    spec = graph.raw_feature_spec()

    def ready(records):
        features = tf.io.parse_example(records, spec)
        return graph.transform_raw_features(features)["image"], features["label/name"][:, 0]

    return tf.data.TFRecordDataset(shards).batch(size).map(ready)
