// Says in the page what would otherwise stand in the console alone: the key was refused, absent or cancelled.
document.addEventListener("allauth.error", (event) => {
  const told = document.getElementById("key-failed");
  if (told) {
    event.preventDefault();
    told.hidden = false;
  }
});
