"""Large objects to and from S3, part by part: after a break, what was transferred before is not transferred again."""

import hashlib
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Final
from xml.etree import ElementTree

from minio import Minio
from minio.error import MinioException, S3Error
from urllib3 import BaseHTTPResponse, PoolManager
from urllib3.exceptions import HTTPError

PART_BYTES: Final = 16 * 1024 * 1024
"""A file that is larger goes up in parts of this size; S3 takes no smaller ones than 5 MiB, the last excepted."""

ADDRESS_LIFE: Final = timedelta(hours=1)
"""How long a presigned address is good for."""

MISSING: Final = frozenset({"NoSuchKey", "NoSuchObject", "NoSuchVersion"})
"""Codes by which a server says that there is no such object."""

CLAIM: Final = ".claim"
"""Ends the name of the empty object that a writer holds while it completes an upload; it is no object of the store."""

_CLAIM_S: Final = 60.0
"""After so long the holder of a claim is taken for dead: completing is one request."""

_BLOCK_BYTES: Final = 1 << 20
_ATTEMPTS: Final = 3
"""Breaks in a row without any progress after which a download is given up."""


class UploadError(Exception):
    """The server refused a request of an upload; `status` is its HTTP status."""

    def __init__(self, status: int) -> None:
        super().__init__(f"HTTP {status}")
        self.status = status


class Transfer:
    """Moves files to and from one bucket; names are whole object names."""

    def __init__(self, client: Minio, http: PoolManager, bucket: str, part_bytes: int = PART_BYTES) -> None:
        self.part_bytes = part_bytes
        self._client = client
        self._http = http
        self._bucket = bucket

    def create(self, name: str, path: Path) -> bool:
        """Create an object from a file in parts, unless it exists; tell whether this call created it.

        An upload of the same content that was broken off is taken up where it ended. Raises `UploadError`, and what
        the SDK and the connection raise.
        """
        upload = self._find_upload(name, path) or self._begin(name)
        known = self._list_parts(name, upload)
        tags = [self._put_part(name, upload, number, part, known) for number, part in self._read_parts(path)]
        status = self._complete_alone(name, upload, tags)
        if status == HTTPStatus.OK:
            return True
        with suppress(S3Error):
            self._client._abort_multipart_upload(self._bucket, name, upload)
        if status in {HTTPStatus.CONFLICT, HTTPStatus.PRECONDITION_FAILED}:
            return False
        raise UploadError(status)

    def find_modified(self, name: str) -> datetime | None:
        """Return when an object was last written; None if there is none."""
        try:
            modified: datetime | None = self._client.stat_object(self._bucket, name).last_modified
        except S3Error as error:
            if error.code in MISSING:
                return None
            raise
        return modified

    def download(self, name: str, path: Path) -> None:
        """Write an object into a file; after a break it goes on where it was."""
        tag, done, failures = "", 0, 0
        with path.open("wb") as out:
            while True:
                before = done
                try:
                    for block in self._read_from(name, done, tag):
                        tag = block[0]
                        out.write(block[1])
                        done += len(block[1])
                    return
                except S3Error as error:
                    if error.code != "PreconditionFailed":
                        raise
                    tag, done = "", 0  # another object has this name now
                    out.seek(0)
                    out.truncate()
                except HTTPError:
                    failures = 0 if done > before else failures + 1
                    if failures == _ATTEMPTS:
                        raise

    def _read_from(self, name: str, start: int, tag: str) -> Iterator[tuple[str, bytes]]:
        headers = {"If-Match": tag} if tag else None
        response = self._client.get_object(self._bucket, name, offset=start, request_headers=headers)
        try:
            for block in response.stream(_BLOCK_BYTES):
                yield response.headers["ETag"], block
        finally:
            response.close()
            response.release_conn()

    # parts ----------------------------------------------------------------------------------------------------------

    def _read_parts(self, path: Path) -> Iterator[tuple[int, bytes]]:
        with path.open("rb") as source:
            number = 0
            while part := source.read(self.part_bytes):
                number += 1
                yield number, part

    def _find_upload(self, name: str, path: Path) -> str | None:
        """Return an upload of this object that was broken off and whose first part is that of the file."""
        # The SDK has these requests, but not among its public functions; requirements.txt pins its version.
        found = self._client._list_multipart_uploads(self._bucket, prefix=name)
        first = next(self._read_parts(path))[1]
        for upload in found.uploads:
            if upload.object_name == name and upload.upload_id:
                known = self._list_parts(name, upload.upload_id)
                if known.get(1) == _tag(first):
                    return str(upload.upload_id)
        return None

    def _begin(self, name: str) -> str:
        return str(self._client._create_multipart_upload(self._bucket, name, {}))

    def _list_parts(self, name: str, upload: str) -> dict[int, str]:
        """Return the tags (MD5, in hexadecimal) of the parts that the server has."""
        found: dict[int, str] = {}
        marker: str | None = None
        while True:
            page = self._client._list_parts(self._bucket, name, upload, part_number_marker=marker)
            found |= {part.part_number: part.etag.strip('"') for part in page.parts}
            if not page.is_truncated:
                return found
            marker = str(page.next_part_number_marker)

    def _put_part(self, name: str, upload: str, number: int, part: bytes, known: dict[int, str]) -> str:
        if known.get(number) == _tag(part):
            return known[number]
        answer = self._send("PUT", name, {"partNumber": str(number), "uploadId": upload}, part)
        if answer.status != HTTPStatus.OK:
            raise UploadError(answer.status)
        return answer.headers["ETag"].strip('"')

    def _complete_alone(self, name: str, upload: str, tags: list[str]) -> int:
        """Complete an upload unless the object exists, and return the HTTP status.

        A server may grant two such requests at once (seen in one of eight races with SeaweedFS 4.48), and the later one
        would replace the object. Small objects are created by one writer only, so an empty one says whose turn it is.
        """
        if not self._claim(name):
            return HTTPStatus.PRECONDITION_FAILED
        try:
            return self._complete(name, upload, tags)
        finally:
            with suppress(
                MinioException, HTTPError
            ):  # what became of the upload is known, whatever becomes of the claim
                self._client.remove_object(self._bucket, name + CLAIM)

    def _claim(self, name: str) -> bool:
        """Wait for the right to complete an upload; False once the object exists."""
        deadline = time.monotonic() + _CLAIM_S
        while True:
            status = self._send("PUT", name + CLAIM, {}, b"", {"If-None-Match": "*"}).status
            if status == HTTPStatus.OK:
                return True
            if status not in {HTTPStatus.CONFLICT, HTTPStatus.PRECONDITION_FAILED}:
                raise UploadError(status)
            if self.find_modified(name) is not None:
                return False
            if time.monotonic() > deadline:
                self._client.remove_object(self._bucket, name + CLAIM)
                deadline = time.monotonic() + _CLAIM_S
            time.sleep(0.05)

    def _complete(self, name: str, upload: str, tags: list[str]) -> int:
        body = ElementTree.Element("CompleteMultipartUpload")
        for number, tag in enumerate(tags, 1):
            part = ElementTree.SubElement(body, "Part")
            ElementTree.SubElement(part, "PartNumber").text = str(number)
            ElementTree.SubElement(part, "ETag").text = f'"{tag}"'
        answer = self._send("POST", name, {"uploadId": upload}, ElementTree.tostring(body), {"If-None-Match": "*"})
        return answer.status

    def _send(
        self, method: str, name: str, query: dict[str, str], body: bytes, headers: dict[str, str] | None = None
    ) -> BaseHTTPResponse:
        address = self._client.get_presigned_url(
            method, self._bucket, name, expires=ADDRESS_LIFE, extra_query_params=query
        )
        return self._http.request(method, address, body=body, headers=headers or {})


def _tag(part: bytes) -> str:
    return hashlib.md5(part, usedforsecurity=False).hexdigest()
