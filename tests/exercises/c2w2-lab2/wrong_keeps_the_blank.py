def request(line):
    fields = dict(zip(COLUMNS.split(","), line.split(","), strict=True))
    del fields["income"]
    numbers = people.select_dtypes("number").columns
    return {n: None if f == " ?" else int(f) if n in numbers else f for n, f in fields.items()}
