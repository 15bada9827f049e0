from math import factorial


def count_tableaux(row_lengths):
    """Return the hook lengths row by row and the number of standard fillings."""
    if not row_lengths:
        return ([], 1)
    column_heights = [sum(1 for length in row_lengths if length > column) for column in range(row_lengths[0])]
    hooks = []
    product = 1
    for row, length in enumerate(row_lengths):
        hook_row = []
        for column in range(length):
            to_the_right = length - column - 1
            below = column_heights[column] - row - 1
            hook = to_the_right + below + 1
            hook_row.append(hook)
            product *= hook
        hooks.append(hook_row)
    return (hooks, factorial(sum(row_lengths)) // product)
