def repair(frame):
    codes = train.drop_duplicates("education").set_index("education").education_num
    frame["education_num"] = frame.education.map(codes)
    frame["age"] = int(train.age.median())
    frame["native_country"] = frame.native_country.replace("USA", "United-States")
    frame["income"] = frame.income.replace(">50K.", ">50K")
    return frame
