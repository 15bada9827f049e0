class Node:
    def __init__(self, value):
        self.value = value
        self.next = None


class Stack:
    def __init__(self):
        self.head = None
        self.size = 0

    def push(self, value):
        node = Node(value)
        node.next = self.head
        self.head = node
        self.size += 1

    def reverse(self):
        previous, node = None, self.head
        while node is not None:
            node.next, previous, node = previous, node, node.next
        self.head = previous


def run(n):
    stack = Stack()
    for i in range(n):
        stack.push(i % 10)
        if i % 20 == 0:
            stack.reverse()
    total = 0
    node = stack.head
    while node is not None:
        total = (total * 3 + node.value) % 1000003
        node = node.next
    return total
