def hourly(frame):
    frame = frame.assign(time=frame["time"].dt.floor("h"), wv=frame["wv"].where(frame["wv"] >= 0))
    angle = np.radians(frame["wd"].where(frame["wv"] >= 0))
    hours = frame.assign(s=np.sin(angle), c=np.cos(angle)).groupby("time", as_index=False)[["T", "wv", "s", "c"]].mean()
    hours["wd"] = np.degrees(np.arctan2(hours["s"], hours["c"])).round(6) % 360
    return hours[["time", "T", "wv", "wd"]]
