def run(n):
    text = " ".join(f"key{i % 17}={(i * 31) % 97};" for i in range(n))
    tokens, word = [], ""
    for char in text:
        if char.isalnum():
            word += char
        else:
            if word:
                tokens.append(word)
            word = ""
            if char in "=;":
                tokens.append(char)
    sums = {}
    for i in range(0, len(tokens) - 3, 4):
        key, value = tokens[i], int(tokens[i + 2])
        sums[key] = sums.get(key, 0) + value
    return sums
