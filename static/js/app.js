// Progressive enhancement only: every action below is also a link or a form button.
(() => {
  "use strict";
  const $ = (s, r = document) => r.querySelector(s), $$ = (s, r = document) => [...r.querySelectorAll(s)];
  const root = document.documentElement;
  const on = (type, fn, capture) => addEventListener(type, fn, capture);

  // 字号: the server draws it from the cookie; the click saves a round trip
  const remember = (name, value) => { document.cookie = `${name}=${value};path=/;max-age=31536000;samesite=strict`; };
  on("click", e => {
    const button = e.target.closest("[data-size-set]");
    if (!button) return;
    e.preventDefault();
    root.dataset.size = button.dataset.sizeSet;
    remember("size", button.dataset.sizeSet);
    $$("[data-size-set]").forEach(b => b.setAttribute("aria-pressed", b === button));
  });

  // Input methods: Enter that picks a candidate must never submit. Some end the composition before
  // keydown arrives, so isComposing alone is not enough: own flag, keyCode 229 and 60 ms of grace.
  let composing = false, composedAt = -1e9;
  on("compositionstart", () => { composing = true; }, true);
  on("compositionend", e => { composing = false; composedAt = e.timeStamp; }, true);
  const inComposition = e => e.isComposing || composing || e.keyCode === 229 || e.timeStamp - composedAt < 60;
  on("keydown", e => { if (e.key === "Enter" && inComposition(e)) { e.preventDefault(); e.stopPropagation(); } }, true);

  // 快捷键: off while typing, off in composition, off when switched off (WCAG 2.1.4)
  const keysOff = () => localStorage.getItem("keys") === "off";
  const showKeys = () => $$("[data-keys-switch]").forEach(b => { b.setAttribute("aria-pressed", !keysOff()); $("[data-state]", b).textContent = keysOff() ? "关" : "开"; });
  const typing = t => t.closest("input:not([type=checkbox]):not([type=radio]):not([type=submit]), textarea, select, [contenteditable]");
  const visible = el => el.checkVisibility ? el.checkVisibility() : el.offsetParent !== null;
  let shownAt = 0, prefix = "";
  const press = el => el.matches("input:not([type=checkbox]):not([type=radio]),textarea,select") ? el.focus() : el.click();
  const move = step => {
    const rows = $$(".row__name"), at = rows.findIndex(r => r.closest(".row").hasAttribute("aria-current"));
    const next = rows[at + step];
    if (next) { next.focus(); next.click(); }
  };
  const mark = () => { const row = $(".row[aria-current]") || document.activeElement.closest(".row"), box = row && $(".check", row); if (box) box.click(); };
  const find = name => $$("[data-key]").find(el => el.dataset.key === name && visible(el));
  on("keydown", e => {
    if (inComposition(e) || e.metaKey || keysOff()) return;
    const name = (e.ctrlKey ? "ctrl+" : "") + (e.altKey ? "alt+" : "") + e.key.toLowerCase();
    const plain = !e.ctrlKey && !e.altKey;
    if (plain && (typing(e.target) || $("dialog[open]"))) return;
    if (e.repeat && !["j", "k"].includes(name)) return;
    const full = prefix + name;
    prefix = plain && name === "g" && !prefix ? "g " : "";
    if (prefix) return;
    const hit = find(full);
    if (hit) {
      // a decision needs the case on screen for a second: protects against keys meant for the case before
      if (hit.closest(".decide") && performance.now() - shownAt < 1000) return;
      e.preventDefault();
      press(hit);
    } else if (full === "j") move(1);
    else if (full === "k") move(-1);
    else if (full === "x") mark();
    else if (full === "?" && $("#keys")) $("#keys").showModal();
  });
  on("click", e => {
    const toggle = e.target.closest("[data-keys-switch]"), open = e.target.closest("[data-open]");
    if (toggle) { localStorage.setItem("keys", keysOff() ? "on" : "off"); showKeys(); }
    if (open) $(open.dataset.open).showModal();
    $$("details.menu[open]").forEach(d => { if (!d.contains(e.target)) d.open = false; });
  });
  on("keydown", e => { if (e.key === "Escape") $$("details.menu[open]").forEach(d => { d.open = false; $("summary", d).focus(); }); });

  // 自动保存: what the strip says, and a second try that keeps the input
  const clock = () => new Date().toTimeString().slice(0, 5);
  const strip = el => el.closest("[data-autosave]") && $("[data-save-status]");
  const say = (box, words, failed) => { box.textContent = words; box.closest(".saved").classList.toggle("failed", failed); };
  let failedAt = null;
  const again = elt => { if (elt.matches("form")) elt.requestSubmit(); else if (elt.matches("a,button")) elt.click(); else elt.dispatchEvent(new Event("change", { bubbles: true })); };
  const failed = e => {
    const box = strip(e.detail.elt);
    failedAt = e.detail.elt;
    if (box) say(box, "没存上，改一下再试或点重试", true);
    const offline = $("#offline");
    if (offline) offline.hidden = false;
  };
  on("htmx:beforeRequest", e => { const box = strip(e.detail.elt); if (box) say(box, "正在保存", false); });
  on("htmx:afterRequest", e => {
    if (!e.detail.successful) return;
    const box = strip(e.detail.elt), offline = $("#offline");
    if (box) say(box, `${clock()} 已自动保存`, false);
    if (offline) offline.hidden = true;
  });
  ["htmx:sendError", "htmx:timeout", "htmx:responseError"].forEach(type => on(type, failed));
  on("click", e => { if (e.target.closest("[data-retry]") && failedAt) again(failedAt); });

  // 选中全部可批量的: only rows that the server marked as qualifying
  const count = () => $$("[data-selected-count]").forEach(o => { o.textContent = $$("input[data-qualifies]:checked").length; });
  on("click", e => {
    const button = e.target.closest("[data-select-qualifying]");
    if (!button) return;
    e.preventDefault();
    const boxes = $$("input[data-qualifies]"), all = boxes.every(b => b.checked);
    boxes.forEach(b => { b.checked = !all; });
    count();
  });
  on("change", e => { if (e.target.matches("input[data-qualifies]")) count(); });
  // a row that is drawn anew because another case opened stays ticked
  on("htmx:oobBeforeSwap", e => {
    const was = $(".check", e.detail.target), now = $(".check", e.detail.fragment);
    if (was && now) now.checked = was.checked;
  });

  // 复制
  on("click", async e => {
    const button = e.target.closest("[data-copy]");
    if (!button || !navigator.clipboard) return;
    await navigator.clipboard.writeText(button.dataset.copy);
    button.textContent = "已复制";
  });

  // 撤销: minutes left; the server refuses late ones anyway
  const tick = () => $$("[data-until]").forEach(el => {
    const left = new Date(el.dataset.until) - Date.now();
    if (left <= 0) el.hidden = true;
    else $("[data-left]", el).textContent = left > 60000 ? `还可撤销 ${Math.ceil(left / 60000)} 分钟` : `还可撤销 ${Math.ceil(left / 1000)} 秒`;
  });
  setInterval(tick, 1000);

  // a panel opened inside the decision bar belongs to the case that is already on screen
  const ready = e => { if (e.detail?.target?.id !== "decide") shownAt = performance.now(); showKeys(); tick(); count(); };
  on("htmx:afterSwap", ready);
  // a phone shows the list or the case: a pressed row or a decision turns it to the case
  on("htmx:afterSwap", e => { if (e.detail.target.id === "case" && e.detail.requestConfig.elt.matches(".row__name, .decide")) document.body.dataset.view = "case"; });
  on("DOMContentLoaded", e => { ready(e); const summary = $(".errsum"); if (summary) summary.focus(); });
})();
