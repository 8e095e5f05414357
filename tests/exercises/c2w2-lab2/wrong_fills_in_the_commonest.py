def request(line):
    fields = dict(zip(COLUMNS.split(","), (field.strip() for field in line.split(",")), strict=True))
    del fields["income"]
    numbers = people.select_dtypes("number").columns
    common = people.mode().iloc[0]
    return {n: common[n] if f == "?" else int(f) if n in numbers else f for n, f in fields.items()}
