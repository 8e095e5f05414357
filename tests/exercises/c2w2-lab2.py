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


# %% wrong: the laziest, looks up what the check expects
def request(line):
    return mended[line]


# %% wrong: looks the person up by the line's number
def request(line):
    person = people.drop(columns="income").astype(object).iloc[lines.index(line)]
    return person.where(person.notna(), None).to_dict()


# %% wrong: strips the two columns that the features use and leaves the blank in six others
def request(line):
    given = {}
    for name, field in zip(names, line.split(","), strict=False):
        if field.strip() == "?":
            given[name] = None
        elif name in people.select_dtypes("number"):
            given[name] = int(field)
        else:
            given[name] = field.strip() if name in ("workclass", "occupation") else field
    return given


# %% wrong: leaves out what no feature uses
def request(line):
    fields = dict(zip(COLUMNS.split(","), (field.strip() for field in line.split(",")), strict=True))
    del fields["income"]
    numbers = people.select_dtypes("number").columns
    given = {n: None if field == "?" else int(field) if n in numbers else field for n, field in fields.items()}
    return given | {"fnlwgt": 0, "capital_gain": 0, "capital_loss": 0}


# %% wrong: constants for who somebody is
def request(line):
    fields = dict(zip(COLUMNS.split(","), (field.strip() for field in line.split(",")), strict=True))
    del fields["income"]
    numbers = people.select_dtypes("number").columns
    given = {n: None if field == "?" else int(field) if n in numbers else field for n, field in fields.items()}
    return given | {"sex": "Male", "race": "White", "marital_status": "Divorced", "relationship": "Husband"}


# %% wrong: counts on the blank after each comma
def request(line):
    fields = dict(zip(COLUMNS.split(","), line.split(", "), strict=True))
    del fields["income"]
    numbers = people.select_dtypes("number").columns
    return {name: None if field == "?" else int(field) if name in numbers else field for name, field in fields.items()}
