# %% solution
def unread(events):
    writers = {artifact: component for component, _, artifact, how in events if how == "wrote"}
    read = {artifact for component, _, artifact, how in events if how == "read" and component != writers.get(artifact)}
    return writers.keys() - read


# %% solution: another way
def unread(events):
    found = set()
    for component, _, artifact, how in events:
        others = [each for each in events if each[2:] == (artifact, "read") and each[0] != component]
        if how == "wrote" and not others:
            found.add(artifact)
    return found


# %% wrong: the laziest, whatever was written
def unread(events):
    return {artifact for _, _, artifact, how in events if how == "wrote"}


# %% wrong: nothing
def unread(events):
    return set()


# %% wrong: the writer counts as a reader
def unread(events):
    read = {artifact for _, _, artifact, how in events if how == "read"}
    return {artifact for _, _, artifact, how in events if how == "wrote"} - read


# %% wrong: kinds are compared
def unread(events):
    read = {kind for _, kind, _, how in events if how == "read"}
    return {artifact for _, kind, artifact, how in events if how == "wrote" and kind not in read}


# %% wrong: only what was read later
def unread(events):
    found = set()
    for _, _, artifact, how in events:
        (found.add if how == "wrote" else found.discard)(artifact)
    return found


# %% wrong: one reader is not enough
def unread(events):
    read = [artifact for _, _, artifact, how in events if how == "read"]
    return {artifact for _, _, artifact, how in events if how == "wrote" and read.count(artifact) < 2}


# %% wrong: the kinds in place of the ids
def unread(events):
    read = {artifact for _, _, artifact, how in events if how == "read"}
    return {kind for _, kind, artifact, how in events if how == "wrote" and artifact not in read}


# %% wrong: the last one written
def unread(events):
    written = [artifact for _, _, artifact, how in events if how == "wrote"]
    return set(written[-1:])


# %% wrong: a list
def unread(events):
    writers = {artifact: component for component, _, artifact, how in events if how == "wrote"}
    read = {artifact for component, _, artifact, how in events if how == "read" and component != writers.get(artifact)}
    return sorted(writers.keys() - read)
