// The library by keyboard: arrows go through the grid, space ticks, Enter opens, as the links do without this.
const library = document.getElementById("library");
const ticked = document.getElementById("ticked");

const links = () => [...library.querySelectorAll(".library-open")];
const tick = (link) => link.closest("li").querySelector("input[type=checkbox]");
const middle = (link) => {
  const box = link.getBoundingClientRect();
  return { x: box.left + box.width / 2, y: box.top };
};

// The nearest picture of the next row, or of the one before.
function beyond(link, step) {
  const here = middle(link);
  const others = links().filter((other) => (middle(other).y - here.y) * step > 1);
  if (!others.length) return null;
  const rows = others.map((other) => middle(other).y * step);
  const row = Math.min(...rows);
  const next = others.filter((other) => middle(other).y * step - row < 1);
  return next.reduce((best, other) =>
    Math.abs(middle(other).x - here.x) < Math.abs(middle(best).x - here.x) ? other : best,
  );
}

function aim(event, link) {
  const all = links();
  const place = all.indexOf(link);
  const onward = getComputedStyle(library).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
  const back = onward === "ArrowLeft" ? "ArrowRight" : "ArrowLeft";
  const steps = { [onward]: all[place + 1], [back]: all[place - 1], Home: all[0], End: all.at(-1) };
  if (event.key === "ArrowDown" || event.key === "ArrowUp") return beyond(link, event.key === "ArrowDown" ? 1 : -1);
  return steps[event.key];
}

function count() {
  const number = library.querySelectorAll("input[type=checkbox]:checked").length;
  ticked.textContent = number ? ticked.dataset.words.replace("%d", number) : "";
}

if (library) {
  document.getElementById("library-keys").hidden = false;
  library.addEventListener("keydown", (event) => {
    const link = event.target.closest(".library-open");
    if (!link || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === " ") {
      event.preventDefault();
      tick(link).click();
      return;
    }
    const next = aim(event, link);
    if (!next) return;
    event.preventDefault();
    next.focus();
  });
  library.addEventListener("change", count);
  count();
}
