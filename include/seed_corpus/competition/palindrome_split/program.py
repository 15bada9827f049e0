text = input().strip()
n = len(text)
cuts = [0] * (n + 1)
cuts[0] = -1
for end in range(1, n + 1):
    cuts[end] = cuts[end - 1] + 1
    for start in range(end - 1):
        piece = text[start:end]
        if piece == piece[::-1] and cuts[start] + 1 < cuts[end]:
            cuts[end] = cuts[start] + 1
print(cuts[n])
