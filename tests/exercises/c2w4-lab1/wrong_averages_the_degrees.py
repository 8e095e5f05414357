def hourly(frame):
    frame = frame.assign(time=frame["time"].dt.floor("h"))
    frame[["wv", "wd"]] = frame[["wv", "wd"]].where(frame["wv"] >= 0)
    return frame.groupby("time", as_index=False)[["T", "wv", "wd"]].mean()
