text = input().strip()
open_count = 0
inserted = 0
for character in text:
    if character == "(":
        open_count += 1
    elif open_count > 0:
        open_count -= 1
    else:
        inserted += 1
print(inserted + open_count)
