"""Objects in an S3 bucket, through the `minio` SDK."""

import io
import shutil
import tempfile
import weakref
from collections.abc import Iterator
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit

from minio import Minio
from minio.error import MinioException, S3Error
from urllib3 import PoolManager, Retry, Timeout
from urllib3.exceptions import HTTPError

from tracepile.settings import Settings
from tracepile.store.objects import Objects, StoreError, check_key
from tracepile.store.transfer import ADDRESS_LIFE, CLAIM, MISSING, Transfer, UploadError

# What is busy or restarting is asked again for some seconds, whatever was asked: every request may be repeated. A
# server that is down is reported then, and the task above retries.
_PATIENCE = Retry(
    total=5,
    backoff_factor=0.2,
    backoff_jitter=0.2,
    status_forcelist=(429, 500, 502, 503, 504),
    allowed_methods=None,
    raise_on_status=False,
)
_TIMEOUT = Timeout(connect=5, read=60)
_READ_ATTEMPTS = 3


def _connect(settings: Settings) -> Minio:
    if not settings.s3_endpoint:
        raise StoreError("The store is an S3 bucket but no server is named; set TRACEPILE_S3_ENDPOINT=host:port.")
    return Minio(
        settings.s3_endpoint,
        access_key=settings.s3_access_key.get_secret_value(),
        secret_key=settings.s3_secret_key.get_secret_value(),
        secure=settings.is_s3_secure,
        http_client=PoolManager(timeout=_TIMEOUT, retries=_PATIENCE),
    )


def create_bucket(settings: Settings) -> None:
    """Create the bucket of the settings' store if it does not exist."""
    client, bucket = _connect(settings), urlsplit(settings.store_uri).netloc
    try:
        if not client.bucket_exists(bucket):
            client.make_bucket(bucket)
    except (MinioException, HTTPError) as error:
        raise _describe_failure(settings.store_uri, error) from None


def _describe_failure(uri: str, error: Exception) -> StoreError:
    # Only the server's code is repeated: its text may quote the request.
    if isinstance(error, S3Error) and error.code in {"AccessDenied", "InvalidAccessKeyId", "SignatureDoesNotMatch"}:
        return StoreError(
            f"The store {uri} refused the credentials ({error.code}); "
            "check TRACEPILE_S3_ACCESS_KEY and TRACEPILE_S3_SECRET_KEY."
        )
    code = error.code if isinstance(error, S3Error) else type(error).__name__
    return StoreError(f"The store {uri} did not answer as expected ({code}); check that its server runs.")


class S3(Objects):
    """Objects below a prefix of one bucket; fetched objects are kept in a directory that ends with the process."""

    def __init__(self, settings: Settings) -> None:
        address = urlsplit(settings.store_uri)
        self.bucket, self.prefix = address.netloc, address.path.strip("/")
        self.uri = settings.store_uri.rstrip("/")
        self._client = _connect(settings)
        self._http = PoolManager(timeout=_TIMEOUT, retries=_PATIENCE)
        self.transfer = Transfer(self._client, self._http, self.bucket)
        self._scratch = Path(tempfile.mkdtemp(prefix="tracepile-s3-"))
        weakref.finalize(self, shutil.rmtree, self._scratch, ignore_errors=True)
        try:
            if not self._client.bucket_exists(self.bucket):
                raise StoreError(f"The bucket {self.bucket!r} does not exist on {settings.s3_endpoint}; create it.")
        except (MinioException, HTTPError) as error:
            raise self._failure(error) from None

    def _failure(self, error: Exception) -> StoreError:
        return _describe_failure(self.uri, error)

    def _name(self, key: str) -> str:
        return f"{self.prefix}/{check_key(key)}" if self.prefix else check_key(key)

    def read(self, key: str) -> bytes:
        for attempt in range(1, _READ_ATTEMPTS + 1):
            try:
                return self._read_once(key)
            except S3Error as error:
                if error.code in MISSING:
                    raise KeyError(key) from None
                raise self._failure(error) from None
            except (MinioException, HTTPError) as error:
                # a connection that breaks in the middle of a body
                if attempt == _READ_ATTEMPTS:
                    raise self._failure(error) from None
        raise AssertionError

    def _read_once(self, key: str) -> bytes:
        response = self._client.get_object(self.bucket, self._name(key))
        try:
            return bytes(response.read())
        finally:
            response.close()
            response.release_conn()

    def fetch(self, key: str) -> Path:
        path = self._scratch / check_key(key)
        # Only names that are never rewritten are kept; pointers and the like are read anew.
        if not (path.is_file() and key.endswith(".parquet")):
            path.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=self._scratch, delete=False) as part:  # others may fetch it as well
                half = Path(part.name)
            try:
                self.transfer.download(self._name(key), half)
                half.replace(path)
            except S3Error as error:
                if error.code in MISSING:
                    raise KeyError(key) from None
                raise self._failure(error) from None
            except (MinioException, HTTPError) as error:
                raise self._failure(error) from None
            finally:
                half.unlink(missing_ok=True)
        return path

    def create(self, key: str, data: bytes | Path) -> bool:
        if isinstance(data, Path) and data.stat().st_size > self.transfer.part_bytes:
            return self._create_in_parts(key, data)
        # The SDK has no conditional put. A presigned address and one header make one, in a single transfer.
        try:
            address = self._client.get_presigned_url("PUT", self.bucket, self._name(key), expires=ADDRESS_LIFE)
            headers = {"If-None-Match": "*"}
            if isinstance(data, Path):
                with data.open("rb") as body:
                    headers["Content-Length"] = str(data.stat().st_size)
                    answer = self._http.request("PUT", address, body=body, headers=headers)
            else:
                answer = self._http.request("PUT", address, body=data, headers=headers)
        except (MinioException, HTTPError) as error:
            raise self._failure(error) from None
        if answer.status in {HTTPStatus.CONFLICT, HTTPStatus.PRECONDITION_FAILED}:
            # An attempt whose answer was lost may have created it.
            was_repeated = answer.retries is not None and len(answer.retries.history) > 0
            return was_repeated and self.read(key) == (data.read_bytes() if isinstance(data, Path) else data)
        if answer.status != HTTPStatus.OK:
            raise StoreError(f"The store {self.uri} did not take {key} (HTTP {answer.status}); check its server's log.")
        return True

    def _create_in_parts(self, key: str, path: Path) -> bool:
        try:
            return self.transfer.create(self._name(key), path)
        except UploadError as error:
            raise StoreError(
                f"The store {self.uri} did not take {key} ({error}); what it took is kept: try again, and see its log."
            ) from None
        except (MinioException, HTTPError) as error:
            raise self._failure(error) from None

    def replace(self, key: str, data: bytes) -> None:
        try:
            self._client.put_object(self.bucket, self._name(key), io.BytesIO(data), len(data))
        except (MinioException, HTTPError) as error:
            raise self._failure(error) from None

    def keys(self, prefix: str) -> Iterator[str]:
        top = self._name(prefix)
        cut = len(self.prefix) + 1 if self.prefix else 0
        try:
            names = sorted(
                str(item.object_name) for item in self._client.list_objects(self.bucket, prefix=top, recursive=True)
            )
        except (MinioException, HTTPError) as error:
            raise self._failure(error) from None
        for name in names:
            if (name == top or name.startswith(top + "/")) and not name.endswith(CLAIM):
                yield name[cut:]

    def exists(self, key: str) -> bool:
        return self._modified(key) is not None

    def age_s(self, key: str) -> float:
        modified = self._modified(key)
        if modified is None:
            raise KeyError(key)
        return max(0.0, (datetime.now(UTC) - modified).total_seconds())

    def _modified(self, key: str) -> datetime | None:
        try:
            return self.transfer.find_modified(self._name(key))
        except (MinioException, HTTPError) as error:
            raise self._failure(error) from None

    def delete(self, key: str) -> None:
        try:
            self._client.remove_object(self.bucket, self._name(key))
        except (MinioException, HTTPError) as error:
            raise self._failure(error) from None

    def location(self, key: str) -> str:
        return f"{self.uri}/{check_key(key)}"
