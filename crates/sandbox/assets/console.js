// Leafing through pictures: a list that scrolls sideways works without this, by touch and by arrow keys.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-turn]");
  if (!button) return;
  const list = button.parentElement.querySelector(".w-pictures");
  const forward = getComputedStyle(list).direction === "rtl" ? -1 : 1;
  list.scrollBy({ left: forward * Number(button.dataset.turn) * list.clientWidth, behavior: "smooth" });
});
