// Follows work that goes on: the same page, read again every two seconds; without script there is a link for it.
const PAUSE = 2000;

async function follow() {
  const shown = document.getElementById("progress");
  if (!shown || !("goesOn" in shown.dataset)) return;
  try {
    const answer = await fetch(location.href);
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("progress");
    const isBusy = shown.contains(document.activeElement) && "goesOn" in fresh.dataset;
    if (answer.ok && fresh && !isBusy) shown.replaceWith(fresh);
    if (answer.ok && fresh && isBusy) {
      shown.querySelector("[role=status]").textContent = fresh.querySelector("[role=status]").textContent;
      shown.querySelector("progress").value = fresh.querySelector("progress").value;
    }
  } catch {
    // Offline: what is shown stays, and it is tried again.
  }
  setTimeout(follow, PAUSE);
}

setTimeout(follow, PAUSE);
