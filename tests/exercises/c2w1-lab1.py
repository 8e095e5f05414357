# %% solution
def repair(frame):
    codes = train.drop_duplicates("education").set_index("education").education_num
    frame["education_num"] = frame.education.map(codes)
    frame["age"] = frame.age.where(frame.age.between(16, 100))
    frame["native_country"] = frame.native_country.replace("USA", "United-States")
    frame["income"] = frame.income.replace(">50K.", ">50K")
    return frame


# %% solution: each column by itself, ages as whole numbers with gaps
def repair(frame):
    codes = dict(zip(train.education, train.education_num, strict=True))
    return frame.assign(
        education_num=frame.education.map(codes),
        age=frame.age.astype("Int64").mask((frame.age < 16) | (frame.age > 100)),
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


# %% wrong: makes doctors of the unknown
def repair(frame):
    frame["education_num"] = frame.education_num.clip(upper=16)
    frame["age"] = frame.age.where(frame.age.between(16, 100))
    frame["native_country"] = frame.native_country.replace("USA", "United-States")
    frame["income"] = frame.income.replace(">50K.", ">50K")
    return frame


# %% wrong: takes the commonest code for the unknown
def repair(frame):
    frame["education_num"] = frame.education_num.replace(99, 9)
    frame["age"] = frame.age.where(frame.age.between(16, 100))
    frame["native_country"] = frame.native_country.replace("USA", "United-States")
    frame["income"] = frame.income.replace(">50K.", ">50K")
    return frame


# %% wrong: any country of the domain will do
def repair(frame):
    frame["education_num"] = frame.education.map(
        train.drop_duplicates("education").set_index("education").education_num
    )
    frame["age"] = frame.age.where(frame.age.between(16, 100))
    frame["native_country"] = frame.native_country.replace("USA", "Mexico")
    frame["income"] = frame.income.replace(">50K.", ">50K")
    return frame


# %% wrong: turns labels round
def repair(frame):
    frame["education_num"] = frame.education.map(
        train.drop_duplicates("education").set_index("education").education_num
    )
    frame["age"] = frame.age.where(frame.age.between(16, 100))
    frame["native_country"] = frame.native_country.replace("USA", "United-States")
    frame["income"] = frame.income.replace(">50K.", "<=50K")
    return frame


# %% wrong: guesses sixteen for an unknown age
def repair(frame):
    frame["education_num"] = frame.education.map(
        train.drop_duplicates("education").set_index("education").education_num
    )
    frame["age"] = frame.age.where(frame.age.between(16, 100), 16)
    frame["native_country"] = frame.native_country.replace("USA", "United-States")
    frame["income"] = frame.income.replace(">50K.", ">50K")
    return frame


# %% wrong: hides the drift
def repair(frame):
    frame["education_num"] = frame.education.map(
        train.drop_duplicates("education").set_index("education").education_num
    )
    frame["age"] = frame.age.where(frame.age.between(16, 100))
    frame["native_country"] = frame.native_country.replace("USA", "United-States")
    frame["income"] = frame.income.replace(">50K.", ">50K")
    frame["workclass"] = frame.workclass.replace("Local-gov", "Private")
    return frame


# %% wrong: touches ages that were fine
def repair(frame):
    frame["education_num"] = frame.education.map(
        train.drop_duplicates("education").set_index("education").education_num
    )
    frame["age"] = int(train.age.median())
    frame["native_country"] = frame.native_country.replace("USA", "United-States")
    frame["income"] = frame.income.replace(">50K.", ">50K")
    return frame


# %% wrong: looks up what stood in the rows before
def repair(frame):
    frame["education_num"] = sound.education_num
    frame["age"] = frame.age.where(frame.age.between(16, 100))
    frame["native_country"] = frame.native_country.replace("USA", "United-States")
    frame["income"] = frame.income.replace(">50K.", ">50K")
    return frame


# %% wrong: the laziest, gives back what came in
def repair(frame):
    return frame
