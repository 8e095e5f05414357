def hourly(frame):
    frame = frame.assign(time=frame["time"].dt.floor("h"), wv=frame["wv"].clip(lower=0))
    frame["east"], frame["north"] = towards(frame["wv"], frame["wd"])
    hours = frame.groupby("time", as_index=False)[["T", "wv", "east", "north"]].mean()
    hours["wd"] = np.degrees(np.arctan2(-hours["east"], -hours["north"])).round(6) % 360
    return hours[["time", "T", "wv", "wd"]]
