def main():
    dice, faces, target = map(int, input().split())
    ways = {0: 1}
    for _ in range(dice):
        following = {}
        for total, count in ways.items():
            for face in range(1, faces + 1):
                following[total + face] = following.get(total + face, 0) + count
        ways = following
    print(ways.get(target, 0))


main()
