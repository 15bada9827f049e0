words = input().split()
score = 0
streak = 0
previous = ""
for word in words:
    if previous and word[0] == previous[-1]:
        streak += 1
        score += len(word) * streak
    else:
        streak = 0
        score += len(word)
    previous = word
print(score)
print("perfect" if streak == len(words) - 1 else "broken")
