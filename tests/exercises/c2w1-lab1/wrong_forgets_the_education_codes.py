def repair(frame):
    frame["age"] = frame.age.where(frame.age.between(16, 100))
    frame["native_country"] = frame.native_country.replace("USA", "United-States")
    frame["income"] = frame.income.replace(">50K.", ">50K")
    return frame
