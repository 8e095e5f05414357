def hourly(frame):
    frame = frame.assign(block=np.arange(len(frame)) // 6, wv=frame["wv"].where(frame["wv"] >= 0))
    frame["east"], frame["north"] = towards(frame["wv"], frame["wd"])
    blocks = frame.groupby("block")
    hours = blocks[["T", "wv", "east", "north"]].mean().assign(time=blocks["time"].first().dt.floor("h"))
    hours["wd"] = np.degrees(np.arctan2(-hours["east"], -hours["north"])).round(6) % 360
    return hours[["time", "T", "wv", "wd"]]
