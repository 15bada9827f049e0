def run(n):
    queue, served, clock, seed = [], [], 0, 12345
    tellers = {"a": 0, "b": 0, "c": 0}
    for customer in range(n):
        seed = (seed * 1103515245 + 12345) % 2147483648
        clock += seed % 5
        queue.append((clock, customer))
        for name in tellers:
            if queue and tellers[name] <= clock:
                arrived, who = queue.pop(0)
                tellers[name] = clock + 3 + seed % 7
                served.append((who, clock - arrived))
    return len(served), sum(wait for _, wait in served)
