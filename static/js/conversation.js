// Selecting words of the text fills the quote, and what stands around them; without it people paste.
const form = document.querySelector("[data-quotes]");
const text = document.querySelector("[data-quotable]");

if (form && text) {
  const { quote, before, after } = form.elements;
  const told = form.querySelector("[data-quoted]");
  const CONTEXT = 32;

  // What stands before and after, in the same paragraph.
  const around = (range, isBefore) => {
    const edge = isBefore ? range.startContainer : range.endContainer;
    const element = edge.nodeType === Node.ELEMENT_NODE ? edge : edge.parentElement;
    const block = element.closest("p, li, blockquote, h2, h3, h4, h5, h6, td") || text;
    const side = document.createRange();
    side.selectNodeContents(block);
    if (isBefore) {
      side.setEnd(range.startContainer, range.startOffset);
    } else {
      side.setStart(range.endContainer, range.endOffset);
    }
    return isBefore ? side.toString().slice(-CONTEXT) : side.toString().slice(0, CONTEXT);
  };

  const take = () => {
    const selection = document.getSelection();
    const words = selection.toString();
    if (selection.isCollapsed || !words.trim() || words.length > 2000) {
      return;
    }
    const range = selection.getRangeAt(0);
    if (!text.contains(range.commonAncestorContainer)) {
      return;
    }
    quote.value = words;
    before.value = around(range, true);
    after.value = around(range, false);
    told.textContent = told.dataset.quoted;
  };

  text.addEventListener("mouseup", take);
  text.addEventListener("touchend", take);
  document.addEventListener("keyup", (event) => {
    if (event.shiftKey || event.key === "Shift") {
      take();
    }
  });
  quote.addEventListener("input", () => {
    before.value = "";
    after.value = "";
    told.textContent = "";
  });
}
