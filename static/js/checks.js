// Looks the text over while it is typed: the card is made anew some time after the last key. Saves nothing.
const writing = document.getElementById("writing");
const card = document.getElementById("checks");
const told = document.getElementById("checks-told");
const button = document.getElementById("check");
const PAUSE = 1500;
let timer;
let asked = 0;

async function look() {
  const number = ++asked;
  const typed = new FormData(writing);
  for (const [name, value] of [...typed]) if (value instanceof File) typed.delete(name);
  try {
    const answer = await fetch(`${button.formAction}?card`, { method: "POST", body: typed });
    const words = await answer.text();
    if (!answer.ok || number !== asked || card.contains(document.activeElement)) return;
    card.innerHTML = words;
    told.textContent = card.querySelector("p").textContent;
  } catch {
    // Offline: the card stays as it is, and the button tells what is wrong.
  }
}

if (writing && card && button) {
  writing.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE);
  });
}
