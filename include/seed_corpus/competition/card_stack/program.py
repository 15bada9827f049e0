stack = []
log = []
for _ in range(int(input())):
    command, *rest = input().split()
    try:
        if command == "push":
            stack.append(int(rest[0]))
        elif command == "pop":
            log.append(stack.pop())
        elif command == "add":
            stack.append(stack.pop() + stack.pop())
        else:
            stack[-1], stack[-2] = stack[-2], stack[-1]
    except IndexError:
        log.append("error")
print(*log)
print(*stack)
