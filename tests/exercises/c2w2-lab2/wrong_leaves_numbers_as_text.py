def request(line):
    fields = dict(zip(COLUMNS.split(","), (field.strip() for field in line.split(",")), strict=True))
    del fields["income"]
    return {name: None if field == "?" else field for name, field in fields.items()}
