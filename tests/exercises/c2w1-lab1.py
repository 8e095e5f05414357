# %% solution
def repair(frame):
    codes = train.drop_duplicates("education").set_index("education").education_num
    frame["education_num"] = frame.education.map(codes)
    frame["age"] = frame.age.where(frame.age.between(16, 100))
    frame["native_country"] = frame.native_country.replace("USA", "United-States")
    frame["income"] = frame.income.replace(">50K.", ">50K")
    return frame


# %% solution: each column by itself
def repair(frame):
    codes = dict(zip(train.education, train.education_num, strict=True))
    return frame.assign(
        education_num=frame.education.map(codes),
        age=frame.age.mask((frame.age < 16) | (frame.age > 100)),
        native_country=frame.native_country.mask(frame.native_country == "USA", "United-States"),
        income=frame.income.str.rstrip("."),
    )


# %% wrong: drops rows
def repair(frame):
    codes = train.drop_duplicates("education").set_index("education").education_num
    frame["education_num"] = frame.education.map(codes)
    frame["native_country"] = frame.native_country.replace("USA", "United-States")
    frame["income"] = frame.income.replace(">50K.", ">50K")
    return frame[frame.age.between(16, 100)]


# %% wrong: forgets the education codes
def repair(frame):
    frame["age"] = frame.age.where(frame.age.between(16, 100))
    frame["native_country"] = frame.native_country.replace("USA", "United-States")
    frame["income"] = frame.income.replace(">50K.", ">50K")
    return frame


# %% wrong: hides the drift
def repair(frame):
    codes = train.drop_duplicates("education").set_index("education").education_num
    frame["education_num"] = frame.education.map(codes)
    frame["age"] = frame.age.where(frame.age.between(16, 100))
    frame["native_country"] = frame.native_country.replace("USA", "United-States")
    frame["income"] = frame.income.replace(">50K.", ">50K")
    frame["workclass"] = frame.workclass.replace("Local-gov", "Private")
    return frame


# %% wrong: touches rows that were fine
def repair(frame):
    codes = train.drop_duplicates("education").set_index("education").education_num
    frame["education_num"] = frame.education.map(codes)
    frame["age"] = int(train.age.median())
    frame["native_country"] = frame.native_country.replace("USA", "United-States")
    frame["income"] = frame.income.replace(">50K.", ">50K")
    return frame


# %% wrong: gives back what came in
def repair(frame):
    return frame
