def request(line):
    fields = dict(zip(COLUMNS.split(","), (field.strip() for field in line.split(",")), strict=True))
    del fields["income"]
    numbers = people.select_dtypes("number").columns
    return {name: None if field == "?" else int(field) if name in numbers else field for name, field in fields.items()}
