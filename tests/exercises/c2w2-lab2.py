# %% solution
def request(line):
    fields = dict(zip(COLUMNS.split(","), (field.strip() for field in line.split(",")), strict=True))
    del fields["income"]
    numbers = people.select_dtypes("number").columns
    return {name: None if field == "?" else int(field) if name in numbers else field for name, field in fields.items()}


# %% solution: the csv module
def request(line):
    import csv

    [fields] = csv.reader([line], skipinitialspace=True)
    numbers = set(people.select_dtypes("number"))
    given = {}
    for name, field in zip(COLUMNS.split(",")[:-1], fields, strict=False):
        given[name] = None if field.strip() == "?" else int(field) if name in numbers else field.strip()
    return given


# %% wrong: fills in the commonest
def request(line):
    fields = dict(zip(COLUMNS.split(","), (field.strip() for field in line.split(",")), strict=True))
    del fields["income"]
    numbers = people.select_dtypes("number").columns
    common = people.mode().iloc[0]
    return {n: common[n] if f == "?" else int(f) if n in numbers else f for n, f in fields.items()}


# %% wrong: keeps the blank
def request(line):
    fields = dict(zip(COLUMNS.split(","), line.split(","), strict=True))
    del fields["income"]
    numbers = people.select_dtypes("number").columns
    return {n: None if f == " ?" else int(f) if n in numbers else f for n, f in fields.items()}


# %% wrong: keeps the question mark
def request(line):
    fields = dict(zip(COLUMNS.split(","), (field.strip() for field in line.split(",")), strict=True))
    del fields["income"]
    numbers = people.select_dtypes("number").columns
    return {name: int(field) if name in numbers else field for name, field in fields.items()}


# %% wrong: leaves numbers as text
def request(line):
    fields = dict(zip(COLUMNS.split(","), (field.strip() for field in line.split(",")), strict=True))
    del fields["income"]
    return {name: None if field == "?" else field for name, field in fields.items()}


# %% wrong: sends the answer along
def request(line):
    fields = dict(zip(COLUMNS.split(","), (field.strip() for field in line.split(",")), strict=True))
    numbers = people.select_dtypes("number").columns
    return {name: None if field == "?" else int(field) if name in numbers else field for name, field in fields.items()}
