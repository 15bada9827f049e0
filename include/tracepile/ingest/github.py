"""Functions with doctests in the archive of a repository, fetched over HTTP at one revision."""

import tarfile
import zlib
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import Final

from tracepile.fetch import SourceError, fetch_file
from tracepile.ingest.candidate import Candidate, Reason, Unusable
from tracepile.ingest.connectors import GitHubEntry, load_entry
from tracepile.ingest.doctests import make_candidate, read_functions
from tracepile.ingest.slicing import Module, name_module
from tracepile.ingest.validate import normalise_code
from tracepile.schema import Domain, content_id
from tracepile.settings import Settings

_MAX_MODULE_BYTES: Final = 1 << 20


def snapshot(argument: str, settings: Settings) -> str:
    """Return the hash of the entry, which pins the archive; needs no network. Raises `SourceError`."""
    entry = load_entry("github", argument, GitHubEntry, settings)
    return content_id("github", entry.model_dump(mode="json", exclude={"endpoint"}))


def read(argument: str, settings: Settings) -> Iterator[Candidate | Unusable]:
    """Yield the functions, by file and position, downloading the archive if it is not there. Raises `SourceError`."""
    entry = load_entry("github", argument, GitHubEntry, settings)
    url = f"{entry.endpoint}/{entry.repository}/tar.gz/{entry.revision}"
    modules: dict[str, Module] = {}
    for item in _read_archive(fetch_file(url, entry.sha256, settings.cache_dir / "github")):
        if isinstance(item, Unusable):
            if _is_included(item.source_ref, entry):
                yield item
        else:
            modules[item.name] = item
    for module in modules.values():
        if not _is_included(module.path, entry):
            continue
        folder = module.path.partition("/")[0]
        for found in read_functions(module, modules.get):
            ref = f"{entry.repository}@{entry.revision} {found.source_ref}"
            if isinstance(found, Unusable):
                yield Unusable(found.raw, ref, found.reason, found.message, found.evidence)
            else:
                domain = entry.domains.get(folder, entry.domain)
                tags = (folder,) if "/" in module.path else ()
                yield make_candidate(found, argument, ref, entry.revision, entry.licence, Domain(domain), tags)


def _is_included(path: str, entry: GitHubEntry) -> bool:
    return any(fnmatch(path, pattern) for pattern in entry.include) and not any(
        fnmatch(path, pattern) for pattern in entry.exclude
    )


def _read_archive(path: Path) -> list[Module | Unusable]:
    """Return the modules of an archive by path; nothing is unpacked. The top folder of the archive is dropped."""
    found: list[Module | Unusable] = []
    try:
        with tarfile.open(path, "r:gz") as archive:
            for member in archive:
                place = member.name.partition("/")[2]
                if not member.isfile() or not place.endswith(".py") or member.size > _MAX_MODULE_BYTES:
                    continue
                handle = archive.extractfile(member)
                assert handle is not None
                data = handle.read()
                try:
                    found.append(Module(name_module(place), place, normalise_code(data.decode("utf-8"))))
                except UnicodeDecodeError as error:
                    raw = data.decode("utf-8", "backslashreplace")
                    found.append(Unusable(raw, place, Reason.NOT_UTF8, f"Not UTF-8: {error}."))
    except (tarfile.TarError, EOFError, OSError, zlib.error) as error:
        raise SourceError(f"The archive {path} cannot be read: {error}; delete it and run again.") from None
    return sorted(found, key=lambda item: item.path if isinstance(item, Module) else item.source_ref)
