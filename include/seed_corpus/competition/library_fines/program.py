class Account:
    def __init__(self, name):
        self.name = name
        self.fine = 0
        self.late = 0

    def bring_back(self, days, allowed):
        if days > allowed:
            self.late += 1
            self.fine += (days - allowed) * 2


n, allowed = map(int, input().split())
accounts = {}
for _ in range(n):
    name, days = input().split()
    if name not in accounts:
        accounts[name] = Account(name)
    accounts[name].bring_back(int(days), allowed)
for account in accounts.values():
    if account.fine:
        print(account.name, account.late, account.fine)
print(sum(account.fine for account in accounts.values()))
