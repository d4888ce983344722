"use strict";
// Everything works without this file. With it the answer settles while one types.
(() => {
  const words = document.body.dataset;
  const byId = (id) => document.getElementById(id);

  for (const element of document.querySelectorAll(".js-only")) element.hidden = false;

  const status = byId("status");
  const say = (text) => { if (status) status.textContent = text; };

  async function copy(text) {
    if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(text);
    const field = document.createElement("textarea");
    field.value = text;
    field.className = "hidden";
    document.body.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
  }

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy],[data-print]");
    if (!button) return;
    if ("print" in button.dataset) { window.print(); return; }
    try { await copy(button.dataset.copy); } catch { return; }
    const before = button.textContent;
    button.textContent = words.copied;
    say(words.copied);
    setTimeout(() => { button.textContent = before; }, 1600);
  });

  const ask = byId("ask");
  if (ask) live(ask);
  const progress = byId("progress");
  if (progress) watch(progress);
  const upload = byId("upload");
  if (upload) guard(upload);

  function live(form) {
    const field = byId("text");
    const place = byId("answer");
    const corrects = form.elements.corrects ? form.elements.corrects.value : "";
    let answers = new URLSearchParams(location.search).getAll("a");
    let timer = 0;
    let request = null;

    // Addresses of the page follow what is shown, so that reloading or changing the language loses nothing.
    function remember() {
      const query = new URLSearchParams();
      if (field.value.trim()) query.set("text", field.value);
      for (const pair of answers) query.append("a", pair);
      if (corrects) query.set("corrects", corrects);
      history.replaceState(null, "", query.size ? "/?" + query : "/");
      for (const link of document.querySelectorAll("[data-lang]")) {
        const other = new URLSearchParams(query);
        other.set("lang", link.dataset.lang);
        link.href = "/?" + other;
      }
    }

    function problem(text) {
      const notice = document.createElement("p");
      notice.className = "notice wrong";
      notice.textContent = text;
      place.replaceChildren(notice);
      say(text);
    }

    async function settle(focus) {
      clearTimeout(timer);
      if (request) request.abort();
      const own = request = new AbortController();
      const body = new URLSearchParams({ text: field.value, corrects });
      for (const pair of answers) body.append("a", pair);
      place.setAttribute("aria-busy", "true");
      try {
        const response = await fetch(form.dataset.fragment, { method: "POST", body, signal: own.signal });
        if (response.redirected) { location.assign("/"); return; }
        const kind = response.headers.get("content-type") || "";
        if (!kind.startsWith("text/html")) {
          problem(response.status === 429 || response.status === 503 ? words.busy : words.failed);
          return;
        }
        place.innerHTML = await response.text();
        for (const element of place.querySelectorAll(".js-only")) element.hidden = false;
        const shown = place.querySelector("[data-status]");
        say(shown ? shown.dataset.status : "");
        remember();
        if (focus) {
          const target = place.querySelector("#found") || place;
          target.tabIndex = -1;
          target.focus({ preventScroll: true });
          target.scrollIntoView({ block: "nearest" });
        }
      } catch (error) {
        if (error.name !== "AbortError") problem(words.failed);
      } finally {
        if (request === own) place.setAttribute("aria-busy", "false");
      }
    }

    function typed() {
      answers = [];
      clearTimeout(timer);
      timer = setTimeout(settle, 280, false);
    }

    field.addEventListener("input", typed);
    field.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); form.requestSubmit(); }
    });
    form.addEventListener("submit", (event) => { event.preventDefault(); settle(true); });
    document.addEventListener("click", (event) => {
      const example = event.target.closest("[data-example]");
      const withdraw = event.target.closest("[data-withdraw]");
      if (event.ctrlKey || event.metaKey || event.shiftKey || !(example || withdraw)) return;
      event.preventDefault();
      if (example) { field.value = example.dataset.example; answers = []; }
      else answers = withdraw.dataset.withdraw.split(" ").filter(Boolean);
      settle(true);
    });
    place.addEventListener("submit", (event) => {
      const pressed = event.submitter;
      if (!pressed || pressed.name !== "a") return;
      event.preventDefault();
      answers = [...answers.filter((pair) => pair.split(":")[0] !== pressed.value.split(":")[0]), pressed.value];
      settle(true);
    });
  }

  async function watch(place) {
    for (let wait = 400; ; wait = Math.min(wait * 1.3, 3000)) {
      await new Promise((resolve) => { setTimeout(resolve, wait); });
      try {
        const response = await fetch(place.dataset.poll);
        if (response.status === 404) { location.reload(); return; }
        if (!response.ok) continue;
        const holder = document.createElement("div");
        holder.innerHTML = await response.text();
        const piece = holder.firstElementChild;
        if (["done", "failed"].includes(piece.dataset.state)) { location.reload(); return; }
        place.replaceChildren(piece);
      } catch { /* the network may come back */ }
    }
  }

  function guard(form) {
    const input = byId("table");
    const notice = byId("file-problem");
    form.addEventListener("submit", (event) => {
      const file = input.files[0];
      const large = file && file.size > Number(form.dataset.limit);
      notice.textContent = large ? words.tooLarge : "";
      if (large) event.preventDefault();
      else form.querySelector("button").textContent = words.uploading;
    });
  }
})();
