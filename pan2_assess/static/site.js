// Saves a page of answers while its reader goes on typing, and says so politely. Every page works without it.
(() => {
  "use strict";
  const PAUSE = 3000; // milliseconds after the last change
  const form = document.querySelector("form[data-autosave]");
  const told = document.getElementById("kept");
  if (!form || !told) return;
  let timer = 0;
  let changed = false;
  let sending = null;

  const save = async (leaving) => {
    changed = false;
    const typed = new URLSearchParams(new FormData(form));
    typed.append("then", "keep");
    try {
      const response = await fetch(form.action, { method: "POST", body: typed, keepalive: leaving === true });
      const kept = await response.json();
      for (const [name, mark] of Object.entries(kept.was || {})) form.elements[`${name}-was`].value = mark;
      told.textContent = kept.said;
    } catch {
      told.textContent = form.dataset.failed;
    }
  };
  // One after the other: two at once would look like two people.
  const next = (leaving) => {
    clearTimeout(timer);
    if (changed) sending = (sending || Promise.resolve()).then(() => save(leaving)).finally(() => { sending = null; });
    return sending;
  };
  form.addEventListener("input", () => {
    changed = true;
    clearTimeout(timer);
    timer = setTimeout(() => next(false), PAUSE);
  });
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") next(true); });
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    changed = false;
    if (!sending) return;
    event.preventDefault();
    const button = event.submitter;
    sending.then(() => form.requestSubmit(button));
  });
})();
