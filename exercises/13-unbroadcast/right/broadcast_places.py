# exercise: unbroadcast
import numpy as np


def unbroadcast(adjoint, shape):
    places = np.arange(int(np.prod(shape))).reshape(shape)
    places = np.broadcast_to(places, adjoint.shape).ravel()
    total = [0.0] * int(np.prod(shape))
    for place, number in zip(places, adjoint.ravel()):
        total[place] += number
    return np.array(total).reshape(shape)
