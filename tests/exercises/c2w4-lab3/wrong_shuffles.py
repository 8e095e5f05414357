def lazily(shards, size):
    spec = graph.raw_feature_spec()

    def ready(records):
        features = graph.transform_raw_features(tf.io.parse_example(records, spec))
        return features["image"], features["label"]

    return tf.data.TFRecordDataset(shards).shuffle(1000, seed=1).batch(size).map(ready)
