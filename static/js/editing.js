// Tells the desk every few seconds that this page is open and what is typed in it, unsaved; says who else is editing.
// Without it the page works all the same: saving is safe, and a lock lapses.
const EVERY = 15_000;
const form = document.getElementById("writing");
const presence = document.getElementById("presence");
const part = (name) => presence.querySelector(`[data-${name}]`);
let heard = "";
let isSending = false;
let isSaving = false;

// What a beat says beside the words; those go along only when they changed.
function message(words) {
  const sent = words ?? new FormData();
  for (const name of ["csrfmiddlewaretoken", "page", "held"]) sent.set(name, form.elements[name].value);
  return sent;
}

function typed() {
  const sent = new FormData(form);
  sent.delete("add_files");
  return sent;
}

const asText = (words) => new URLSearchParams([...words].filter(([name]) => name !== "held")).toString();

function say(where, words) {
  if (part(where).textContent !== words) part(where).textContent = words;
}

function show(answer) {
  say("said", answer.message);
  if (answer.taken || answer.is_mine) say("taken", answer.taken ?? "");
  if (answer.is_mine === undefined) return;
  form.elements.held.value = answer.is_mine ? "1" : "0";
  part("take-over").value = answer.holder ?? "";
  part("take-over").hidden = answer.is_mine;
}

async function beat() {
  if (isSending) return;
  isSending = true;
  const words = typed();
  const now = asText(words);
  try {
    const body = message(now === heard ? null : words);
    const answer = await fetch(presence.dataset.beat, { method: "POST", body, redirect: "error" });
    show(await answer.json());
    if (answer.ok) heard = now;
  } catch {
    say("said", presence.dataset.unheard);
  } finally {
    isSending = false;
  }
}

// A beacon carries 64 kB at most: a longer text was in a beat before.
function leave() {
  if (isSaving) return;
  const words = typed();
  words.set("leaving", "1");
  if (navigator.sendBeacon(presence.dataset.beat, message(words))) return;
  const short = message(null);
  short.set("leaving", "1");
  navigator.sendBeacon(presence.dataset.beat, short);
}

form.addEventListener("submit", () => {
  isSaving = true;
});
addEventListener("pagehide", leave);
addEventListener("pageshow", () => {
  isSaving = false;
  beat();
});
setInterval(beat, EVERY);
