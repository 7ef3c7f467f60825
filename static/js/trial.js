// 试算跟着填: a trial that a save has overtaken is not drawn, an explanation somebody has opened stays open, and who goes
// on while a row is being saved goes on when it is.
(() => {
  "use strict";
  const follow = document.getElementById("follow");
  const saving = () => document.querySelector("#section .htmx-request");
  let saves = 0, asked = 0, pressed = null;
  addEventListener("submit", e => {
    if (e.target.id !== "section") return;
    saves++;
    if (!saving()) return;
    e.preventDefault();
    pressed = e.submitter;
  });
  addEventListener("htmx:beforeRequest", e => {
    if (e.detail.elt !== follow) saves += !!e.detail.elt.closest("#section");
    else if (saving()) e.preventDefault();
    else asked = saves;
  });
  addEventListener("htmx:afterRequest", e => {
    if (!pressed || e.detail.elt === follow || saving()) return;
    const button = pressed;
    pressed = null;
    button.click();
  });
  addEventListener("htmx:beforeSwap", e => {
    if (e.detail.requestConfig.elt === follow && asked !== saves) e.detail.shouldSwap = false;
  });
  const folds = () => [...document.querySelectorAll("#trial details")];
  let open = [];
  addEventListener("click", e => {
    if (e.target.closest("#trial summary")) setTimeout(() => { open = folds().map(fold => fold.open); });
  });
  const restore = () => folds().forEach((fold, place) => { fold.open = !!open[place]; });
  addEventListener("htmx:afterSwap", restore);
  addEventListener("htmx:oobAfterSwap", restore);
})();
