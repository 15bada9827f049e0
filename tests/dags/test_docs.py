"""The page about the DAGs is written from the DAG files."""

from tracepile_airflow.docs import PAGE, build_page, main


def test_the_page_is_what_the_dag_files_say() -> None:
    assert PAGE.read_text() == build_page(), "run `make docs`"
    assert main(["--check"]) == 0


def test_every_dag_has_a_section_with_its_starter_tables_and_parameters() -> None:
    page = build_page()
    assert "## ingest_sources\n" in page
    assert "| `0 3 * * *` (cron, UTC) | `programs` | `sources`, `limit`, `profile` |" in page
    assert "| asset `variants` | `runs`, `events` | `profile` |" in page
