// On the writing page pictures may be dropped on their group, or pasted, into the field that the next save sends.
const field = document.querySelector("input[type=file][name=add_files]");
const group = field?.closest(".pictures-group");
const said = document.getElementById("dropped");
const MOST = 10;

function hold(files) {
  const held = new DataTransfer();
  for (const file of [...field.files, ...files].slice(0, MOST)) held.items.add(file);
  field.files = held.files;
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

const hasFiles = (transfer) => transfer.types.includes("Files");

if (field && group && said) {
  field.addEventListener("change", () => {
    const names = [...field.files].map((file) => file.name).join(", ");
    said.textContent = names ? said.dataset.words.replace("{names}", names) : "";
  });
  group.addEventListener("dragover", (event) => {
    if (!hasFiles(event.dataTransfer)) return;
    event.preventDefault();
    group.classList.add("is-over");
  });
  group.addEventListener("dragleave", (event) => {
    if (!group.contains(event.relatedTarget)) group.classList.remove("is-over");
  });
  group.addEventListener("drop", (event) => {
    if (!hasFiles(event.dataTransfer)) return;
    event.preventDefault();
    group.classList.remove("is-over");
    hold(event.dataTransfer.files);
  });
  // Words from an office program come with a picture of themselves: where there is text, the text is meant.
  addEventListener("paste", (event) => {
    if (event.clipboardData.files.length === 0 || event.clipboardData.types.includes("text/plain")) return;
    event.preventDefault();
    hold(event.clipboardData.files);
  });
}
