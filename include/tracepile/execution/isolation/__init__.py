"""What keeps an untrusted program in: Landlock, seccomp, namespaces, privileges, limits, and the audit watch.

These modules run inside the zygote and its children and import only the standard library.
"""
