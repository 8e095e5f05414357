def hourly(frame):
    frame = frame.copy()
    frame["time"] = frame["time"].dt.floor("h")
    blown = frame["wv"] >= 0
    frame["wv"] = frame["wv"].where(blown)
    frame["east"], frame["north"] = towards(frame["wv"], frame["wd"])
    hours = frame.groupby("time", as_index=False)[["T", "wv", "east", "north"]].mean()
    hours["wd"] = np.degrees(np.arctan2(-hours["east"], -hours["north"])).round(6) % 360
    return hours[["time", "T", "wv", "wd"]]
