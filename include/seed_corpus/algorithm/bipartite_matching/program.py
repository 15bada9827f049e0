def bipartite_matching(workers, jobs, skills):
    suitable = [[] for _ in range(workers)]
    for worker, job in skills:
        suitable[worker].append(job)
    done_by = [None] * jobs

    def find_job(worker, tried):
        for job in suitable[worker]:
            if job in tried:
                continue
            tried.add(job)
            if done_by[job] is None or find_job(done_by[job], tried):
                done_by[job] = worker
                return True
        return False

    matched = 0
    for worker in range(workers):
        if find_job(worker, set()):
            matched += 1
    return matched
