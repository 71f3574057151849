// Moves what stands in the calendar: by pointer to another place, by keys or buttons to another time. Every way sends
// the form that stands on the entry's own page, with the version that this page showed.
const DRAGS_AFTER = 6; // pixels
const HOLDS_FOR = 400; // milliseconds that a finger rests before it drags and no longer scrolls
const PAUSE = 300;
const EDGE = 48;

const bar = document.getElementById("cal-bar");
const told = document.getElementById("cal-told");
const part = (name) => bar.querySelector(`[data-bar="${name}"]`);
const calendar = () => document.getElementById("calendar");

let moving = null; // what the bar moves: the entry, and the time by the newsroom's clock
let drag = null;
let pause = 0;

// Times are what a clock shows, "2026-12-03T18:00" or "2026-12-03"; no zone is reckoned with here.
const read = (wall) => new Date(`${wall.length > 10 ? wall.slice(0, 16) : `${wall}T00:00`}Z`);
const write = (time, isDay) => time.toISOString().slice(0, isDay ? 10 : 16);

function inWords(wall) {
  const clock = wall.length > 10 ? { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } : {};
  const shown = { weekday: "long", day: "numeric", month: "long", year: "numeric", timeZone: "UTC", ...clock };
  return new Intl.DateTimeFormat(document.documentElement.lang, shown).format(read(wall));
}

function open(entry, wall = entry.dataset.wall, fold = "") {
  moving = { entry, wall, fold };
  part("name").textContent = entry.dataset.name;
  part("mates").textContent = entry.dataset.package;
  part("package").hidden = !entry.dataset.package;
  part("refusal").textContent = "";
  part("which").replaceChildren();
  for (const step of bar.querySelectorAll("[data-minutes]")) step.hidden = "isDay" in entry.dataset;
  told.textContent = "";
  bar.hidden = false;
  bar.focus();
  show();
}

function close() {
  bar.hidden = true;
  const key = moving?.entry.dataset.key;
  moving = null;
  focusOn(key);
}

function focusOn(key) {
  const entry = key && calendar().querySelector(`[data-key="${CSS.escape(key)}"]`);
  (entry?.querySelector(".slugline") ?? calendar().querySelector(".table-frame")).focus();
}

function show() {
  part("time").textContent = inWords(moving.wall);
  part("reading").textContent = "";
  clearTimeout(pause);
  if (moving.wall.length > 10) pause = setTimeout(readElsewhere, PAUSE, moving.wall);
}

// What other clocks show then, or that no clock ever shows it: said by the server, whose rules count.
async function readElsewhere(wall) {
  const { reading, zone } = calendar().dataset;
  const words = await fetch(`${reading}?${new URLSearchParams({ at: wall, zone })}`).then(
    (answer) => (answer.ok ? answer.text() : ""),
    () => "",
  );
  if (moving?.wall === wall) part("reading").textContent = words;
}

function step(minutes) {
  const isDay = "isDay" in moving.entry.dataset;
  const time = read(moving.wall);
  time.setUTCMinutes(time.getUTCMinutes() + minutes);
  Object.assign(moving, { wall: write(time, isDay), fold: "" });
  part("which").replaceChildren();
  show();
}

async function send() {
  if (moving.isSent) return;
  moving.isSent = true;
  const { entry, wall, fold } = moving;
  const { action, field, said, key } = entry.dataset;
  const form = new URLSearchParams(said);
  form.set(field, wall);
  if (fold) form.set(`${field}_fold`, fold);
  form.set("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value);
  try {
    const answer = await fetch(action, { method: "POST", body: form });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const own = new URL(action.replace(/[^/]+\/$/, ""), location.href).pathname;
    if (answer.ok && new URL(answer.url).pathname === own) {
      await refresh();
      bar.hidden = true;
      moving = null;
      told.textContent = words(page.querySelectorAll("main > .told"));
      focusOn(key);
      return;
    }
    refuse(words(page.querySelectorAll(".told-error")), page, field);
  } catch {
    refuse("");
  }
}

function refuse(why, page, field) {
  if (!moving) {
    told.textContent = why; // left while it was under way
    return;
  }
  moving.isSent = false;
  bar.hidden = false;
  part("refusal").textContent = why || part("refusal").dataset.failed;
  part("which").replaceChildren(...[...(page?.querySelectorAll(`input[type=radio][name="${field}_fold"]`) ?? [])].map(choice));
  bar.focus();
}

// A time that the clock shows twice: the server names both, and a button each takes one.
function choice(radio) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = radio.closest("label").textContent.trim();
  button.addEventListener("click", () => {
    moving.fold = radio.value;
    send();
  });
  return button;
}

const words = (nodes) => [...nodes].map((node) => node.textContent.replace(/\s+/g, " ").trim()).join(" ");

async function refresh() {
  const answer = await fetch(location.href);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  calendar().replaceWith(page.getElementById("calendar"));
}

// By keyboard, and by pressing where nothing can be dragged.
document.addEventListener("click", (event) => {
  const entry = event.target.closest("[data-move]")?.closest("[data-action]");
  if (!entry) return;
  event.preventDefault();
  open(entry);
});

document.addEventListener("keydown", (event) => {
  const entry = event.target.closest?.("[data-action]");
  const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
  if (entry && isPlain && event.key.toLowerCase() === "m") {
    event.preventDefault();
    open(entry);
  }
});

const STEPS = { ArrowLeft: -15, ArrowRight: 15, ArrowUp: -24 * 60, ArrowDown: 24 * 60 };

bar.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    event.preventDefault();
    close();
  } else if (event.key in STEPS) {
    event.preventDefault();
    const isDay = "isDay" in moving.entry.dataset;
    step(isDay ? Math.sign(STEPS[event.key]) * 24 * 60 : STEPS[event.key]);
  } else if (event.key === "Enter" && event.target === bar) {
    event.preventDefault();
    send();
  }
});

bar.addEventListener("click", (event) => {
  const { days, minutes, bar: name } = event.target.dataset;
  if (days || minutes) step(Number(minutes ?? 0) + Number(days ?? 0) * 24 * 60);
  if (name === "go") send();
  if (name === "leave") close();
});

// By pointer: a mouse drags at once, a finger after it rested.
document.addEventListener("pointerdown", (event) => {
  const entry = event.target.closest("#calendar [data-action]");
  if (!entry || event.button !== 0 || !event.isPrimary) return;
  drag = { entry, x: event.clientX, y: event.clientY, isOn: false, isTouch: event.pointerType === "touch" };
  if (drag.isTouch) drag.rest = setTimeout(lift, HOLDS_FOR, event);
});

document.addEventListener("pointermove", (event) => {
  if (!drag) return;
  const isFar = Math.hypot(event.clientX - drag.x, event.clientY - drag.y) > DRAGS_AFTER;
  if (!drag.isOn && drag.isTouch && isFar) put();
  else if (!drag.isOn && !drag.isTouch && isFar) lift(event);
  else if (drag.isOn) over(event);
});

document.addEventListener("pointerup", () => {
  const { entry, place } = drag ?? {};
  if (!put() || !place || place.wall === entry.dataset.wall) return;
  open(entry, place.wall, place.fold);
  if (!entry.dataset.package) send();
});

document.addEventListener("pointercancel", () => put());
document.addEventListener("dragstart", (event) => event.target.closest?.("[data-action]") && event.preventDefault());
document.addEventListener("contextmenu", (event) => drag?.isOn && event.preventDefault());
document.addEventListener("touchmove", (event) => drag?.isOn && event.preventDefault(), { passive: false });
document.addEventListener("keydown", (event) => event.key === "Escape" && put());

function lift(event) {
  drag.isOn = true;
  drag.ghost = drag.entry.cloneNode(true);
  drag.ghost.classList.add("cal-ghost");
  drag.ghost.setAttribute("aria-hidden", "true");
  drag.ghost.removeAttribute("data-key");
  document.body.append(drag.ghost);
  document.addEventListener("click", swallow, { capture: true });
  over(event);
}

// The click that ends a drag opens nothing.
function swallow(event) {
  event.preventDefault();
  event.stopPropagation();
}

function over(event) {
  const { clientX: x, clientY: y } = event;
  drag.ghost.style.transform = `translate(${x + 8}px, ${y + 8}px)`;
  if (y < EDGE) scrollBy(0, -EDGE / 2);
  if (y > innerHeight - EDGE) scrollBy(0, EDGE / 2);
  const cell = document.elementFromPoint(x, y)?.closest("#calendar td[data-day]");
  if (drag.cell !== cell) {
    drag.cell?.classList.remove("is-target");
    cell?.classList.add("is-target");
    drag.cell = cell;
  }
  drag.place = cell && placeIn(cell, drag.entry.dataset, x, y);
  drag.ghost.querySelector(".cal-line :first-child").textContent = drag.place ? inWords(drag.place.wall) : "–";
}

// The quarter of an hour that the pointer is at, down a column of hours or along a row of them.
function placeIn(cell, entry, x, y) {
  const { day, hour, quarters, fold = "" } = cell.dataset;
  if ("isDay" in entry) return { wall: day, fold: "" };
  if (!hour) return { wall: `${day}T${entry.wall.slice(11, 16)}`, fold: "" };
  const box = cell.getBoundingClientRect();
  const isAlong = cell.closest(".cal-of-timeline") !== null;
  const share = isAlong ? (x - box.left) / box.width : (y - box.top) / box.height;
  const minutes = quarters.split(" ");
  const minute = minutes[Math.min(minutes.length - 1, Math.max(0, Math.floor(share * minutes.length)))];
  return { wall: `${day}T${hour}:${minute}`, fold };
}

// Ends a drag; says whether there was one.
function put() {
  const wasOn = drag?.isOn ?? false;
  clearTimeout(drag?.rest);
  drag?.ghost?.remove();
  drag?.cell?.classList.remove("is-target");
  drag = null;
  setTimeout(() => document.removeEventListener("click", swallow, { capture: true }));
  return wasOn;
}

// A timeline opens where its day begins to be full.
const first = document.querySelector(".cal-of-timeline [data-hour]:not(.is-empty)");
if (first) {
  const frame = first.closest(".table-frame");
  const room = first.getBoundingClientRect().left - frame.getBoundingClientRect().left;
  if (room > frame.clientWidth / 2) frame.scrollLeft += room - frame.clientWidth / 3;
}
