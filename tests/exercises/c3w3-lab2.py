# %% solution
def soft_loss(teacher, student, temperature):
    return temperature**2 * cross_entropy(ops.softmax(teacher / temperature), student / temperature)


# %% solution: another way
def soft_loss(teacher, student, temperature):
    middle = [logits - ops.mean(logits, axis=-1, keepdims=True) for logits in (teacher, student)]
    return ops.mean((middle[0] - middle[1]) ** 2, axis=-1) / 2


# %% wrong: the laziest, a constant
def soft_loss(teacher, student, temperature):
    return ops.zeros_like(student[..., 0])


# %% wrong: T² forgotten
def soft_loss(teacher, student, temperature):
    return cross_entropy(ops.softmax(teacher / temperature), student / temperature)


# %% wrong: T for T²
def soft_loss(teacher, student, temperature):
    return temperature * cross_entropy(ops.softmax(teacher / temperature), student / temperature)


# %% wrong: only the teacher is softened
def soft_loss(teacher, student, temperature):
    return cross_entropy(ops.softmax(teacher / temperature), student)


# %% wrong: only the student is softened
def soft_loss(teacher, student, temperature):
    return temperature**2 * cross_entropy(ops.softmax(teacher), student / temperature)


# %% wrong: the teacher's first choice as a hard label
def soft_loss(teacher, student, temperature):
    return cross_entropy(ops.one_hot(ops.argmax(teacher, axis=-1), 10), student)


# %% wrong: teacher and student exchanged
def soft_loss(teacher, student, temperature):
    return temperature**2 * cross_entropy(ops.softmax(student / temperature), teacher / temperature)


# %% wrong: away from the teacher
def soft_loss(teacher, student, temperature):
    return -(temperature**2) * cross_entropy(ops.softmax(teacher / temperature), student / temperature)


# %% wrong: logits compared as they are
def soft_loss(teacher, student, temperature):
    return ops.mean((teacher - student) ** 2, axis=-1)


# %% wrong: one number for all
def soft_loss(teacher, student, temperature):
    return temperature**2 * ops.mean(cross_entropy(ops.softmax(teacher / temperature), student / temperature))


# %% wrong: the softmax over the pictures
def soft_loss(teacher, student, temperature):
    target = ops.softmax(teacher / temperature, axis=0)
    return -(temperature**2) * ops.sum(target * ops.log_softmax(student / temperature, axis=0), axis=-1)
