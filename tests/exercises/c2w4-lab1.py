# %% solution
def hourly(frame):
    frame = frame.copy()
    frame["time"] = frame["time"].dt.floor("h")
    blown = frame["wv"] >= 0
    frame["wv"] = frame["wv"].where(blown)
    frame["east"], frame["north"] = towards(frame["wv"], frame["wd"])
    hours = frame.groupby("time", as_index=False)[["T", "wv", "east", "north"]].mean()
    hours["wd"] = np.degrees(np.arctan2(-hours["east"], -hours["north"])).round(6) % 360
    return hours[["time", "T", "wv", "wd"]]


# %% solution: resampled
def hourly(frame):
    speed = frame["wv"].where(frame["wv"] >= 0)
    angle = np.radians(frame["wd"])
    parts = {"T": frame["T"], "wv": speed, "from_east": speed * np.sin(angle), "from_north": speed * np.cos(angle)}
    hours = pd.DataFrame(parts).set_index(frame["time"].rename("time")).resample("h").mean().dropna(subset="T")
    hours["wd"] = np.degrees(np.arctan2(hours["from_east"], hours["from_north"])).round(6) % 360
    return hours.reset_index()[["time", "T", "wv", "wd"]]


# %% wrong: averages the degrees
def hourly(frame):
    frame = frame.assign(time=frame["time"].dt.floor("h"))
    frame[["wv", "wd"]] = frame[["wv", "wd"]].where(frame["wv"] >= 0)
    return frame.groupby("time", as_index=False)[["T", "wv", "wd"]].mean()


# %% wrong: cuts every six rows
def hourly(frame):
    frame = frame.assign(block=np.arange(len(frame)) // 6, wv=frame["wv"].where(frame["wv"] >= 0))
    frame["east"], frame["north"] = towards(frame["wv"], frame["wd"])
    blocks = frame.groupby("block")
    hours = blocks[["T", "wv", "east", "north"]].mean().assign(time=blocks["time"].first().dt.floor("h"))
    hours["wd"] = np.degrees(np.arctan2(-hours["east"], -hours["north"])).round(6) % 360
    return hours[["time", "T", "wv", "wd"]]


# %% wrong: drops readings without wind
def hourly(frame):
    frame = frame[frame["wv"] >= 0]
    frame = frame.assign(time=frame["time"].dt.floor("h"))
    frame["east"], frame["north"] = towards(frame["wv"], frame["wd"])
    hours = frame.groupby("time", as_index=False)[["T", "wv", "east", "north"]].mean()
    hours["wd"] = np.degrees(np.arctan2(-hours["east"], -hours["north"])).round(6) % 360
    return hours[["time", "T", "wv", "wd"]]


# %% wrong: leaves the speed out
def hourly(frame):
    frame = frame.assign(time=frame["time"].dt.floor("h"), wv=frame["wv"].where(frame["wv"] >= 0))
    angle = np.radians(frame["wd"].where(frame["wv"] >= 0))
    hours = frame.assign(s=np.sin(angle), c=np.cos(angle)).groupby("time", as_index=False)[["T", "wv", "s", "c"]].mean()
    hours["wd"] = np.degrees(np.arctan2(hours["s"], hours["c"])).round(6) % 360
    return hours[["time", "T", "wv", "wd"]]


# %% wrong: says where the wind goes
def hourly(frame):
    frame = frame.assign(time=frame["time"].dt.floor("h"), wv=frame["wv"].where(frame["wv"] >= 0))
    frame["east"], frame["north"] = towards(frame["wv"], frame["wd"])
    hours = frame.groupby("time", as_index=False)[["T", "wv", "east", "north"]].mean()
    hours["wd"] = np.degrees(np.arctan2(hours["east"], hours["north"])).round(6) % 360
    return hours[["time", "T", "wv", "wd"]]


# %% wrong: takes the sentinel for calm
def hourly(frame):
    frame = frame.assign(time=frame["time"].dt.floor("h"), wv=frame["wv"].clip(lower=0))
    frame["east"], frame["north"] = towards(frame["wv"], frame["wd"])
    hours = frame.groupby("time", as_index=False)[["T", "wv", "east", "north"]].mean()
    hours["wd"] = np.degrees(np.arctan2(-hours["east"], -hours["north"])).round(6) % 360
    return hours[["time", "T", "wv", "wd"]]
