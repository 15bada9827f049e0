"""Describes a release in Croissant 1.0, the machine-readable form of MLCommons for data sets."""

import json
from collections.abc import Sequence
from typing import Any, Final

import pyarrow as pa

from tracepile.publish.claim import Claim
from tracepile.publish.layout import ReleaseFile, hash_data
from tracepile.publish.summary import Summary
from tracepile.schema import TABLES
from tracepile.settings import Settings

_MIME: Final = "application/x-parquet"

_CONTEXT: Final = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}


def write_croissant(claim: Claim, summary: Summary, data: Sequence[ReleaseFile], settings: Settings) -> str:
    """Return the Croissant description: each data file, and one record set per config with its plain columns."""
    body = {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": settings.release_name,
        "description": "Programs, inputs and questions about their runs, with step-by-step explanations checked "
        "against the recorded executions.",
        "citeAs": f"{settings.release_name} {claim.version}, data_sha256 {hash_data(data)}",
        "license": [f"https://spdx.org/licenses/{licence}.html" for licence in summary.labels("licence")],
        "version": str(claim.version).removeprefix("v"),
        "datePublished": claim.claimed_at,
        "distribution": [_describe_file(file) for file in data] + [_describe_set(name) for name in summary.configs],
        "recordSet": [_describe_records(name) for name in summary.configs],
    }
    return json.dumps(body, indent=2) + "\n"


def _describe_file(file: ReleaseFile) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": file.path,
        "name": file.path,
        "contentUrl": file.path,
        "contentSize": f"{file.bytes} B",
        "encodingFormat": _MIME,
        "sha256": file.sha256,
    }


def _describe_set(config: str) -> dict[str, Any]:
    return {
        "@type": "cr:FileSet",
        "@id": f"{config}-files",
        "name": f"{config}-files",
        "encodingFormat": _MIME,
        "includes": f"data/{config}/*.parquet",
    }


def _describe_records(config: str) -> dict[str, Any]:
    fields = [_describe_field(config, column) for column in TABLES["samples"] if _croissant_type(column.type)]
    return {"@type": "cr:RecordSet", "@id": config, "name": config, "field": fields}


def _describe_field(config: str, column: pa.Field) -> dict[str, Any]:
    return {
        "@type": "cr:Field",
        "@id": f"{config}/{column.name}",
        "name": column.name,
        "dataType": _croissant_type(column.type),
        "source": {"fileSet": {"@id": f"{config}-files"}, "extract": {"column": column.name}},
    }


def _croissant_type(dtype: pa.DataType) -> str | None:
    """Return the type in Croissant's words; None for nested columns, which readers find in the files themselves."""
    if pa.types.is_string(dtype):
        return "sc:Text"
    if pa.types.is_integer(dtype):
        return "sc:Integer"
    return None
