// 试算跟着填: a save goes before the trial of what is only typed, and an explanation somebody has opened stays open.
(() => {
  "use strict";
  const follow = document.getElementById("follow");
  if (!follow) return;
  addEventListener("htmx:beforeRequest", e => {
    if (e.detail.elt !== follow && e.detail.elt.closest("#section")) htmx.trigger(follow, "htmx:abort");
    else if (e.detail.elt === follow && document.querySelector("#section .htmx-request")) e.preventDefault();
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
