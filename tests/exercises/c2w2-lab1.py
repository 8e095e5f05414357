# %% solution
def features(inputs):
    miles, seconds = inputs["trip_miles"], inputs["trip_seconds"]
    speed = tf.math.divide_no_nan(3600 * miles, seconds)
    far = miles > tft.mean(miles)
    return {"speed": speed, "speed_z": tft.scale_to_z_score(speed), "long": tf.cast(far, tf.int64)}


# %% solution: the z-score by hand
def features(inputs):
    miles, seconds = inputs["trip_miles"], inputs["trip_seconds"]
    speed = tf.where(seconds > 0, miles / tf.maximum(seconds, 1) * 3600, tf.zeros_like(miles))
    z = (speed - tft.mean(speed)) / tf.sqrt(tft.var(speed))
    far = tf.where(miles > tft.mean(miles), tf.ones_like(miles), tf.zeros_like(miles))
    return {"speed": speed, "speed_z": z, "long": tf.cast(far, tf.int64)}


# %% wrong: always zero
def features(inputs):
    nothing = tf.zeros_like(inputs["trip_miles"])
    return {"speed": nothing, "speed_z": nothing, "long": tf.cast(nothing, tf.int64)}


# %% wrong: knows the first four trips, without an analyzer
def features(inputs):
    miles, seconds = inputs["trip_miles"], inputs["trip_seconds"]
    speed = tf.math.divide_no_nan(3600 * miles, seconds)
    return {"speed": speed, "speed_z": (speed - 12.5) / 8.29156198, "long": tf.cast(miles > 3.0, tf.int64)}


# %% wrong: six miles are long
def features(inputs):
    miles, seconds = inputs["trip_miles"], inputs["trip_seconds"]
    speed = tf.math.divide_no_nan(3600 * miles, seconds)
    return {"speed": speed, "speed_z": tft.scale_to_z_score(speed), "long": tf.cast(miles // 6, tf.int64)}


# %% wrong: short trips stand still
def features(inputs):
    miles, seconds = inputs["trip_miles"], inputs["trip_seconds"]
    speed = tf.where(miles < 2, tf.zeros_like(miles), tf.math.divide_no_nan(3600 * miles, seconds))
    far = miles > tft.mean(miles)
    return {"speed": speed, "speed_z": tft.scale_to_z_score(speed), "long": tf.cast(far, tf.int64)}


# %% wrong: counts the mean as long
def features(inputs):
    miles, seconds = inputs["trip_miles"], inputs["trip_seconds"]
    speed = tf.math.divide_no_nan(3600 * miles, seconds)
    far = miles >= tft.mean(miles)
    return {"speed": speed, "speed_z": tft.scale_to_z_score(speed), "long": tf.cast(far, tf.int64)}


# %% wrong: divides by zero
def features(inputs):
    miles, seconds = inputs["trip_miles"], inputs["trip_seconds"]
    speed = 3600 * miles / seconds
    far = miles > tft.mean(miles)
    return {"speed": speed, "speed_z": tft.scale_to_z_score(speed), "long": tf.cast(far, tf.int64)}


# %% wrong: scales the miles
def features(inputs):
    miles, seconds = inputs["trip_miles"], inputs["trip_seconds"]
    speed = tf.math.divide_no_nan(3600 * miles, seconds)
    far = miles > tft.mean(miles)
    return {"speed": speed, "speed_z": tft.scale_to_z_score(miles), "long": tf.cast(far, tf.int64)}


# %% wrong: takes the mean of a batch
def features(inputs):
    miles, seconds = inputs["trip_miles"], inputs["trip_seconds"]
    speed = tf.math.divide_no_nan(3600 * miles, seconds)
    far = miles > tf.reduce_mean(miles)
    return {"speed": speed, "speed_z": tft.scale_to_z_score(speed), "long": tf.cast(far, tf.int64)}


# %% wrong: cuts what looks impossible
def features(inputs):
    miles, seconds = inputs["trip_miles"], inputs["trip_seconds"]
    speed = tf.minimum(tf.math.divide_no_nan(3600 * miles, seconds), 100.0)
    far = miles > tft.mean(miles)
    return {"speed": speed, "speed_z": tft.scale_to_z_score(speed), "long": tf.cast(far, tf.int64)}
