// The focal point of a picture and its crops, by pointer, finger or key. The fields beside are what is sent: they are
// read when they are typed in, and written when something is moved here. The server reckons in the same steps.
const STEPS = 1000;
const SMALLEST = 0.1;
const MIDDLE = { x: 0.5, y: 0.5 };
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const NUMBER = /^\d{1,3}([.,]\d{1,6})?$/;

const stepped = (share) => Math.round(share * STEPS) / STEPS;
const within = (share, most) => Math.min(Math.max(share, 0), Math.max(most, 0));
const percent = (share) => String(Number((share * 100).toFixed(1)));
const filled = (words, values) => words.replace(/\{(\w+)\}/g, (_all, name) => values[name]);

function shareOf(word) {
  if (!NUMBER.test(word)) return NaN;
  const share = Number(word.replace(",", ".")) / 100;
  return share <= 1 ? stepped(share) : NaN;
}

class Crops {
  constructor(root, template) {
    this.root = root;
    this.size = [Number(root.dataset.width), Number(root.dataset.height)];
    this.line = root.querySelector("input[name$='-crop']");
    this.numbers = ["focus_x", "focus_y"].map((name) => root.querySelector(`input[name="${name}"]`));
    this.tools = template.content.firstElementChild.cloneNode(true);
    [this.stage, this.ring, this.frame] = ["stage", "focus", "frame"].map((name) => this.part(`[data-${name}]`));
    this.previews = [...this.tools.querySelectorAll("[data-ratio]")];
    this.ratios = Object.fromEntries(this.previews.map((one) => [one.dataset.ratio, this.shareOf(one)]));
    this.chosen = null;
    this.grip = null;
    for (const picture of this.tools.querySelectorAll("img"))
      Object.assign(picture, { src: root.dataset.src, draggable: false });
    if (this.line) root.querySelector("summary").after(this.tools);
    else root.querySelector(".crop-fields").before(this.tools);
    this.listen();
    this.read();
  }

  part(selector) {
    return this.tools.querySelector(selector);
  }

  // How wide a box of this ratio is to its height, where the picture counts as a square.
  shareOf(preview) {
    const [across, down] = preview.dataset.ratio.split("x").map(Number);
    preview.querySelector("[data-window]").style.aspectRatio = `${across} / ${down}`;
    return across / down / (this.size[0] / this.size[1]);
  }

  read() {
    const read = this.line ? this.readLine() : { focus: this.readNumbers(), boxes: {} };
    if (!read?.focus) return;
    Object.assign(this, read);
    this.show();
  }

  readNumbers() {
    const [x, y] = this.numbers.map((field) => shareOf(field.value));
    return Number.isNaN(x + y) ? null : { x, y };
  }

  readLine() {
    const read = { focus: MIDDLE, boxes: {} };
    for (const part of this.line.value.split(";").filter((words) => words.trim())) {
      const words = part.trim().split(/\s+/);
      const ratio = words[0].replace(":", "x");
      const shares = words.slice(ratio in this.ratios ? 1 : 0).map(shareOf);
      if (shares.some(Number.isNaN) || shares.length !== (ratio in this.ratios ? 3 : 2)) return null;
      if (ratio in this.ratios) read.boxes[ratio] = this.inside(ratio, ...shares);
      else read.focus = { x: shares[0], y: shares[1] };
    }
    return read;
  }

  write() {
    const { x, y } = this.focus;
    if (this.line) {
      const boxes = this.previews.filter(({ dataset }) => this.boxes[dataset.ratio]).map(({ dataset }) => {
        const { left, top, width } = this.boxes[dataset.ratio];
        return [dataset.name, ...[left, top, width].map(percent)].join(" ");
      });
      this.line.value = [`${percent(x)} ${percent(y)}`, ...boxes].join("; ");
    } else {
      [this.numbers[0].value, this.numbers[1].value] = [percent(x), percent(y)];
    }
    this.show();
  }

  largest(ratio) {
    return Math.min(1, this.ratios[ratio]);
  }

  // The box of this ratio and width that is in the picture and nearest to this place.
  inside(ratio, left, top, width) {
    const most = this.largest(ratio);
    const asked = Math.max(stepped(width), SMALLEST * most);
    const wide = asked < most - 1 / STEPS ? asked : most;
    const high = wide / this.ratios[ratio];
    return { left: stepped(within(left, 1 - wide)), top: stepped(within(top, 1 - high)), width: wide, height: high };
  }

  box(ratio) {
    const width = this.largest(ratio);
    const height = width / this.ratios[ratio];
    return this.boxes[ratio] ?? this.inside(ratio, this.focus.x - width / 2, this.focus.y - height / 2, width);
  }

  show() {
    const { x, y } = this.focus;
    const said = filled(this.tools.dataset.at, { x: percent(x), y: percent(y) });
    this.place(this.ring, x, y, x, said);
    for (const preview of this.previews) this.preview(preview, this.box(preview.dataset.ratio));
    const buttons = this.part("[data-buttons]");
    if (buttons) buttons.hidden = !this.chosen;
    this.frame.hidden = !this.chosen;
    this.ring.hidden = Boolean(this.chosen);
    if (this.chosen) this.showFrame(this.box(this.chosen));
  }

  place(slider, x, y, value, said) {
    [slider.style.left, slider.style.top] = [`${x * 100}%`, `${y * 100}%`];
    slider.setAttribute("aria-valuenow", percent(value));
    slider.setAttribute("aria-valuetext", said);
  }

  words({ left, top, width }) {
    const at = filled(this.tools.dataset.at, { x: percent(left), y: percent(top) });
    return `${at}; ${filled(this.tools.dataset.wide, { width: percent(width) })}`;
  }

  preview(preview, box) {
    const picture = preview.querySelector("img");
    picture.style.width = `${100 / box.width}%`;
    picture.style.height = `${100 / box.height}%`;
    picture.style.left = `${(-100 * box.left) / box.width}%`;
    picture.style.top = `${(-100 * box.top) / box.height}%`;
    const { ratio } = preview.dataset;
    const state = preview.querySelector("[data-state]");
    if (state) state.textContent = this.tools.dataset[this.boxes[ratio] ? "byHand" : "around"];
    if (state) preview.setAttribute("aria-pressed", String(this.chosen === ratio));
    const said = this.root.querySelector(`[data-said="${ratio}"]`);
    if (said) said.textContent = this.words(box);
  }

  showFrame(box) {
    this.place(this.frame, box.left, box.top, box.left, this.words(box));
    [this.frame.style.width, this.frame.style.height] = [`${box.width * 100}%`, `${box.height * 100}%`];
  }

  choose(ratio) {
    const before = this.chosen;
    this.chosen = ratio === before ? null : ratio;
    this.show();
    const named = (wanted) => this.previews.find((one) => one.dataset.ratio === wanted);
    if (!this.chosen) return named(before)?.focus();
    this.frame.setAttribute("aria-label", filled(this.tools.dataset.crop, { ratio: named(ratio).dataset.name }));
    this.frame.focus({ preventScroll: true });
    return this.part("[data-buttons]").scrollIntoView({ block: "nearest" });
  }

  aim(x, y) {
    this.focus = { x: stepped(within(x, 1)), y: stepped(within(y, 1)) };
    this.write();
  }

  crop(left, top, width) {
    this.boxes[this.chosen] = this.inside(this.chosen, left, top, width);
    this.write();
  }

  // Larger or smaller around its middle.
  scale(factor) {
    const { left, top, width, height } = this.box(this.chosen);
    const wide = Math.min(Math.max(width * factor, SMALLEST * this.largest(this.chosen)), this.largest(this.chosen));
    this.crop(left + (width - wide) / 2, top + (height - (height * wide) / width) / 2, wide);
  }

  back() {
    delete this.boxes[this.chosen];
    this.write();
  }

  // What a button did is seen; here it is said.
  tell() {
    this.part("[data-told]").textContent = this.words(this.box(this.chosen));
  }

  pressed(event) {
    const arrow = ARROWS[event.key];
    const step = event.shiftKey ? 0.1 : 0.01;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.currentTarget === this.ring) {
      if (!arrow) return;
      this.aim(this.focus.x + arrow[0] * step, this.focus.y + arrow[1] * step);
    } else if (arrow) {
      const { left, top, width } = this.box(this.chosen);
      this.crop(left + arrow[0] * step, top + arrow[1] * step, width);
    } else if (["+", "="].includes(event.key)) this.scale(1.05);
    else if (event.key === "-") this.scale(1 / 1.05);
    else if (event.key === "Escape") this.choose(this.chosen);
    else return;
    event.preventDefault();
  }

  at(event) {
    const { left, top, width, height } = this.stage.getBoundingClientRect();
    return [(event.clientX - left) / width, (event.clientY - top) / height];
  }

  // A finger on the picture may want to scroll: it drags by the ring and the frame only, and taps elsewhere.
  grab(event) {
    const onHandle = event.target !== this.stage && event.target !== this.part("[data-picture]");
    if (event.button !== 0 || (event.pointerType !== "mouse" && !onHandle)) return;
    const [x, y] = this.at(event);
    const { left, top } = this.chosen ? this.box(this.chosen) : {};
    this.grip = { corner: "corner" in event.target.dataset, x: x - left, y: y - top, onHandle };
    this.stage.setPointerCapture(event.pointerId);
    event.preventDefault();
    (this.chosen ? this.frame : this.ring).focus({ preventScroll: true });
    if (!onHandle) this.tap(x, y);
  }

  drag(event) {
    if (!this.grip) return;
    const [x, y] = this.at(event);
    if (!this.chosen) return this.aim(x, y);
    const { left, top, width, height } = this.box(this.chosen);
    if (this.grip.corner) {
      const room = Math.min(1 - left, (1 - top) * this.ratios[this.chosen]);
      return this.crop(left, top, Math.min(x - left, room));
    }
    if (this.grip.onHandle) return this.crop(x - this.grip.x, y - this.grip.y, width);
    return this.crop(x - width / 2, y - height / 2, width);
  }

  tap(x, y) {
    if (!this.chosen) return this.aim(x, y);
    const { width, height } = this.box(this.chosen);
    return this.crop(x - width / 2, y - height / 2, width);
  }

  listen() {
    for (const slider of [this.ring, this.frame]) slider.addEventListener("keydown", (event) => this.pressed(event));
    for (const field of [this.line, ...this.numbers]) field?.addEventListener("input", () => this.read());
    this.stage.addEventListener("pointerdown", (event) => this.grab(event));
    this.stage.addEventListener("pointermove", (event) => this.drag(event));
    this.stage.addEventListener("click", (event) => {
      const isOnPicture = event.target === this.part("[data-picture]");
      if (event.pointerType !== "mouse" && isOnPicture) this.tap(...this.at(event));
    });
    for (const end of ["pointerup", "pointercancel"]) this.stage.addEventListener(end, () => (this.grip = null));
    for (const preview of this.previews.filter((one) => one.tagName === "BUTTON"))
      preview.addEventListener("click", () => this.choose(preview.dataset.ratio));
    for (const button of this.tools.querySelectorAll("[data-scale]"))
      button.addEventListener("click", () => {
        this.scale(button.dataset.scale === "larger" ? 1.05 : 1 / 1.05);
        this.tell();
      });
    this.part("[data-back]")?.addEventListener("click", () => {
      this.back();
      this.tell();
    });
    this.part("[data-done]")?.addEventListener("click", () => this.choose(this.chosen));
  }
}

// The tools of a row are made when it is opened: a text may have forty pictures.
const template = document.getElementById("crop-tools");
for (const root of template ? document.querySelectorAll("[data-crops]") : []) {
  if (!root.dataset.src) continue;
  const make = () => root.querySelector(".crop-tools") ?? new Crops(root, template);
  if (root.tagName !== "DETAILS" || root.open) make();
  else root.addEventListener("toggle", make, { once: true });
}
