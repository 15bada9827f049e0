class Shelf:
    def __init__(self):
        self.stock = {}

    def bake(self, kind, amount):
        self.stock[kind] = self.stock.get(kind, 0) + amount

    def sell(self, kind, amount):
        there = self.stock.get(kind, 0)
        if there < amount:
            raise ValueError(f"{kind} short by {amount - there}")
        self.stock[kind] = there - amount
        return amount


shelf = Shelf()
sold = 0
for _ in range(int(input())):
    action, kind, amount = input().split()
    if action == "bake":
        shelf.bake(kind, int(amount))
        continue
    try:
        sold += shelf.sell(kind, int(amount))
    except ValueError as problem:
        print(problem)
print(sold, sum(shelf.stock.values()))
