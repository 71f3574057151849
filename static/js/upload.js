// Sends each picture as a request of its own: chosen, dropped or pasted. Asks first whether the library has its bytes, and
// tries again after a broken line: to send a picture twice makes no second one. Without script the form sends them all.
const form = document.getElementById("upload");
const rows = document.getElementById("upload-rows");
const told = document.getElementById("upload-told");
const template = document.getElementById("upload-row");
const words = form.dataset;
const AT_ONCE = 2;
const PAUSES = [1_000, 3_000, 8_000, 20_000, 45_000];
const SILENCE = 60_000; // without a byte going out or an answer coming in
const FOLLOW = 2_000;
const FOLLOWED = 10;
const sendings = [];
let running = 0;

const part = (sending, name) => sending.row.querySelector(`[data-${name}]`);
const filled = (text, values) => text.replace(/{(\w+)}/g, (_whole, name) => values[name]);

function add(files) {
  for (const file of files) {
    const row = template.content.firstElementChild.cloneNode(true);
    const sending = { file, row, tries: 0, state: "waiting" };
    for (const name of row.querySelectorAll("[data-name]")) name.textContent = file.name;
    row.querySelector("progress").setAttribute("aria-label", file.name);
    part(sending, "again").addEventListener("click", () => again(sending));
    rows.append(row);
    sendings.push(sending);
    if (file.size > Number(words.mostBytes)) refuse(sending, words.tooLarge);
    else say(sending, words.waiting);
  }
  rows.hidden = sendings.length === 0;
  goOn();
}

function goOn() {
  sum();
  for (const sending of sendings) {
    if (running >= AT_ONCE) return;
    if (sending.state === "waiting") run(sending);
  }
}

async function run(sending) {
  running += 1;
  sending.state = "sending";
  try {
    const same = await known(sending);
    if (same) taken(sending, same, words.there);
    else answered(sending, await send(sending));
  } catch {
    refuse(sending, words.unreadable);
  }
  running -= 1;
  goOn();
}

// The hash needs HTTPS or this very machine; where there is none, the newsroom compares after it got the file.
async function known(sending) {
  if (!crypto.subtle) return null;
  say(sending, words.asking);
  const digest = await crypto.subtle.digest("SHA-256", await sending.file.arrayBuffer());
  const hex = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  try {
    const answer = await fetch(`${words.known}?sha256=${hex}`, { redirect: "error" });
    return answer.ok ? (await answer.json()).picture : null;
  } catch {
    return null;
  }
}

function send(sending) {
  const bar = sending.row.querySelector("progress");
  const body = new FormData();
  body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  body.set("pictures", sending.file);
  say(sending, words.sending);
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    let silence;
    const listen = () => {
      clearTimeout(silence);
      silence = setTimeout(() => request.abort(), SILENCE);
    };
    request.upload.addEventListener("progress", (sent) => {
      listen();
      if (sent.lengthComputable) bar.value = (100 * sent.loaded) / sent.total;
    });
    request.addEventListener("loadend", () => {
      clearTimeout(silence);
      resolve({ status: request.status, said: request.response });
    });
    request.open("POST", form.action);
    request.responseType = "json";
    request.setRequestHeader("Accept", "application/json");
    listen();
    request.send(body);
  });
}

function answered(sending, { status, said }) {
  const picture = said?.pictures?.[0];
  if (picture) taken(sending, picture, picture.is_new ? words.taken : words.there);
  else if (status === 422 && said) refuse(sending, reason(sending, said));
  else if (status === 413) refuse(sending, words.tooLarge);
  else if (status === 0 || status === 429 || status >= 500) later(sending, said);
  else failed(sending, words.signedOut);
}

// The newsroom names the file before the reason; the row has its name already.
const reason = (sending, said) => said.refusals.join(" ").replace(`${sending.file.name}: `, "");

function taken(sending, picture, how) {
  Object.assign(sending, { state: "done", token: picture.token, isNew: how === words.taken });
  sending.row.querySelector("progress").remove();
  const link = document.createElement("a");
  link.href = picture.address;
  const name = part(sending, "name");
  name.replaceWith(link);
  link.append(name);
  say(sending, how);
}

function later(sending, said) {
  const pause = PAUSES[sending.tries];
  sending.tries += 1;
  if (pause === undefined) {
    failed(sending, said?.refusals ? reason(sending, said) : words.givenUp);
    return;
  }
  sending.state = "later";
  say(sending, words.unheard);
  sending.timer = setTimeout(() => wait(sending), pause);
}

function wait(sending) {
  clearTimeout(sending.timer);
  if (sending.state !== "later") return;
  sending.state = "waiting";
  goOn();
}

async function again(sending) {
  part(sending, "again").hidden = true;
  sending.row.focus();
  say(sending, words.waiting);
  await renew();
  Object.assign(sending, { state: "waiting", tries: 0 });
  goOn();
}

// Whoever signed in again has another token against forgery than this page was made with.
async function renew() {
  try {
    const answer = await fetch(form.action, { redirect: "error" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("#upload [name=csrfmiddlewaretoken]");
    if (fresh) form.elements.csrfmiddlewaretoken.value = fresh.value;
  } catch {
    // Offline, or not signed in yet: sending tells.
  }
}

function failed(sending, why) {
  refuse(sending, why);
  part(sending, "again").hidden = false;
}

function refuse(sending, why) {
  sending.state = "failed";
  sending.row.querySelector("progress").value = 0;
  say(sending, why);
}

function say(sending, what) {
  sending.row.dataset.state = sending.state;
  part(sending, "said").textContent = what;
}

function sum(more = "") {
  if (sendings.length === 0) return;
  const count = (state) => sendings.filter((sending) => sending.state === state).length;
  const lines = [filled(words.summary, { done: count("done"), all: sendings.length })];
  if (count("failed")) lines.push(filled(words.summaryFailed, { failed: count("failed") }));
  const now = [...lines, more].join(" ").trim();
  if (told.textContent !== now) told.textContent = now;
}

// Asks after what was taken in until its files are made, a few at a time.
async function follow() {
  const open = sendings.filter((sending) => sending.state === "done" && !sending.isFollowed).slice(0, FOLLOWED);
  if (open.length) {
    const asked = open.map((sending) => `token=${encodeURIComponent(sending.token)}`).join("&");
    try {
      const answer = await fetch(`${words.state}?${asked}`, { redirect: "error" });
      if (answer.ok) for (const picture of (await answer.json()).pictures) show(open, picture);
    } catch {
      // Offline: it is asked again.
    }
  }
  setTimeout(follow, FOLLOW);
}

function show(open, picture) {
  for (const sending of open.filter((one) => one.token === picture.token && picture.is_done)) {
    sending.isFollowed = true;
    say(sending, picture.failed || (sending.isNew ? words.ready : words.readyThere));
    if (picture.small) {
      const small = Object.assign(new Image(), { src: picture.small, alt: "", className: "thumb" });
      part(sending, "thumb").replaceWith(small);
    }
    if (picture.alike.length && sending.isNew) compare(sending, picture.alike);
  }
}

function compare(sending, alike) {
  const line = part(sending, "alike");
  for (const other of alike) {
    const name = document.createElement("bdi");
    const link = document.createElement("a");
    name.textContent = other.name;
    link.href = other.address;
    link.append(name);
    line.append(" ", link);
  }
  line.hidden = false;
  sum(filled(words.summaryAlike, { name: sending.file.name }));
}

function take(input) {
  add([...input.files]);
  input.value = "";
}

for (const input of form.querySelectorAll("input[type=file]")) input.addEventListener("change", () => take(input));
form.addEventListener("submit", (event) => {
  event.preventDefault();
  form.querySelector("input[type=file]").click();
});
form.querySelector("button").hidden = true;
document.getElementById("drop-hint").hidden = false;

addEventListener("dragover", (event) => {
  if (!event.dataTransfer.types.includes("Files")) return;
  event.preventDefault();
  form.classList.add("is-over");
});
addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) form.classList.remove("is-over");
});
addEventListener("drop", (event) => {
  if (!event.dataTransfer.types.includes("Files")) return;
  event.preventDefault();
  form.classList.remove("is-over");
  add([...event.dataTransfer.files]);
});
addEventListener("paste", (event) => {
  if (event.clipboardData.files.length === 0) return;
  event.preventDefault();
  add([...event.clipboardData.files]);
});
addEventListener("online", () => sendings.forEach(wait));
addEventListener("beforeunload", (event) => {
  if (sendings.some((sending) => ["waiting", "sending", "later"].includes(sending.state))) event.preventDefault();
});
follow();
