def decode(text):
    result = []
    position = 0
    while position < len(text):
        if text[position].isdigit():
            count = 0
            while text[position].isdigit():
                count = count * 10 + int(text[position])
                position += 1
            depth = 1
            end = position + 1
            while depth > 0:
                if text[end] == "[":
                    depth += 1
                elif text[end] == "]":
                    depth -= 1
                end += 1
            result.append(decode(text[position + 1 : end - 1]) * count)
            position = end
        else:
            result.append(text[position])
            position += 1
    return "".join(result)


print(decode(input()))
