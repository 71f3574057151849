// Closes the menu as people expect it: by Escape, and by going elsewhere. Without script its own button does.
const menu = document.getElementById("desk-more");

if (menu) {
  const elsewhere = (event) => {
    if (!menu.contains(event.target)) menu.open = false;
  };
  document.addEventListener("click", elsewhere);
  document.addEventListener("focusin", elsewhere);
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}
