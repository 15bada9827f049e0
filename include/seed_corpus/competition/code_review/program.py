from collections import Counter

lines = int(input())
counts = Counter()
longest = ""
for _ in range(lines):
    for word in input().lower().split():
        cleaned = "".join(character for character in word if character.isalpha())
        if not cleaned:
            continue
        counts[cleaned] += 1
        if len(cleaned) > len(longest):
            longest = cleaned
if not counts:
    print("empty")
else:
    word, times = min(counts.items(), key=lambda item: (-item[1], item[0]))
    print(word, times)
    print(longest)
