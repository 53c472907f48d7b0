# exercise: local-partials



def local_partials(op, operands, value):
    """The partials of a node with respect to its operands."""
    # Your code here.
    raise NotImplementedError
