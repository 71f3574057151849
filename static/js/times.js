// Says beside each time what the other clocks show then. The server reads it, by the rules that count when it is kept.
const PAUSE = 400;

function watch(form) {
  const zone = form.querySelector('select[name="zone"]');
  for (const reading of form.querySelectorAll(".reading")) {
    const field = document.getElementById(reading.dataset.of);
    let timer;
    let asked = 0;
    const read = async () => {
      const number = ++asked;
      if (!field.value || !/\d:\d/.test(field.value)) {
        reading.textContent = "";
        return;
      }
      try {
        const sought = new URLSearchParams({ at: field.value, zone: zone.value });
        const answer = await fetch(`/desk/reading/?${sought}`);
        const words = await answer.text();
        if (answer.ok && !answer.redirected && number === asked) reading.textContent = words;
      } catch {
        // Offline: pressing the button tells.
      }
    };
    for (const typed of [field, zone]) {
      typed.addEventListener("input", () => {
        clearTimeout(timer);
        timer = setTimeout(read, PAUSE);
      });
    }
  }
}

for (const form of document.forms) if (form.querySelector('select[name="zone"]')) watch(form);
