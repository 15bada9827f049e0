"use strict";
// Pages are shown inside Airflow's own page, in a frame that may not leave it: links to Airflow open in the outer page.
function outer() {
  try {
    return window.parent !== window && window.parent.document ? window.parent : window;
  } catch {
    return window; // the outer page is not ours
  }
}

function openOutside(address) {
  const link = outer().document.createElement("a");
  link.href = address;
  outer().document.body.append(link);
  link.click();
  link.remove();
}

function followTheme() {
  const page = outer();
  if (page === window) return;
  const root = page.document.documentElement;
  const set = () => {
    document.documentElement.dataset.theme = root.classList.contains("dark") ? "dark" : "light";
  };
  set();
  new MutationObserver(set).observe(root, { attributes: true, attributeFilter: ["class"] });
}

async function trigger(button) {
  const status = button.parentElement.querySelector("[role=status]");
  button.disabled = true;
  status.textContent = "Starting …";
  const answer = await fetch(button.dataset.trigger, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ logical_date: null, conf: { version: button.dataset.version } }),
  });
  if (!answer.ok) {
    button.disabled = false;
    status.textContent = `Airflow refused (${answer.status}); use the form of the DAG rollback_release.`;
    return;
  }
  const run = await answer.json();
  openOutside(button.dataset.runs + encodeURIComponent(run.dag_run_id));
}

followTheme();
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-top]");
  if (link && outer() !== window) {
    event.preventDefault();
    openOutside(link.href);
  }
  const button = event.target.closest("button[data-trigger]");
  if (button) trigger(button);
});
