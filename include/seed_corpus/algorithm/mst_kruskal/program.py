class DisjointSets:
    def __init__(self, count):
        self.parent = list(range(count))
        self.size = [1] * count

    def find(self, item):
        while self.parent[item] != item:
            self.parent[item] = self.parent[self.parent[item]]
            item = self.parent[item]
        return item

    def union(self, a, b):
        a, b = self.find(a), self.find(b)
        if a == b:
            return False
        if self.size[a] < self.size[b]:
            a, b = b, a
        self.parent[b] = a
        self.size[a] += self.size[b]
        return True


def mst_kruskal(count, edges):
    sets = DisjointSets(count)
    chosen = []
    total = 0
    for weight, position in sorted((weight, position) for position, (_, _, weight) in enumerate(edges)):
        a, b, _ = edges[position]
        if sets.union(a, b):
            chosen.append(position)
            total += weight
    return total, chosen
