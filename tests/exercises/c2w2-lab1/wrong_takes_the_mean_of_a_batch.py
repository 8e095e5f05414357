def features(inputs):
    miles, seconds = inputs["trip_miles"], inputs["trip_seconds"]
    speed = tf.math.divide_no_nan(3600 * miles, seconds)
    far = miles > tf.reduce_mean(miles)
    return {"speed": speed, "speed_z": tft.scale_to_z_score(speed), "long": tf.cast(far, tf.int64)}
