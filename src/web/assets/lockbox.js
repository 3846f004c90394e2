"use strict";
// Keys, the paper viewer, the running remainder, claims. Every page works by its forms without it, keys apart.

const one = (selector, from = document) => from.querySelector(selector);
const all = (selector, from = document) => [...from.querySelectorAll(selector)];
const formToken = () => one('input[name="form_token"]')?.value ?? "";

// --- Keys -------------------------------------------------------------------------------------------------------------

const commandsByKey = new Map();
for (const line of (document.body.dataset.keys ?? "").split("\n")) {
  const [name, ...keys] = line.split(" ");
  for (const key of keys) commandsByKey.set(key.toLowerCase(), name);
}

function pressed(event) {
  const parts = [];
  if (event.ctrlKey || event.metaKey) parts.push("ctrl");
  if (event.altKey) parts.push("alt");
  if (event.shiftKey && event.key.length > 1) parts.push("shift");
  parts.push(event.key.toLowerCase());
  return parts.join("+");
}

const isTextField = (element) =>
  element?.matches?.('input:not([type="radio"]):not([type="checkbox"]), select, textarea') ?? false;

document.addEventListener("keydown", (event) => {
  const name = commandsByKey.get(pressed(event));
  if (!name || one("dialog[open]")) return;
  // A key that is held down decides nothing: the next case would be posted unseen.
  if (event.repeat && !name.startsWith("zoom")) return event.preventDefault();
  const bare = event.key.length === 1 && !event.ctrlKey && !event.altKey && !event.metaKey;
  if (bare && isTextField(event.target)) return;
  const arrow = event.key.startsWith("Arrow") && !event.altKey;
  if (arrow && event.target.closest?.("select, #viewer")) return;
  // Enter presses the button or opens the link that has the focus.
  if (event.key === "Enter" && !event.ctrlKey && event.target.closest?.("button, a, summary")) return;
  if (run(name)) event.preventDefault();
});

function run(name) {
  switch (name) {
    case "help": return one("#help")?.showModal(), true;
    case "down": return choose(1);
    case "up": return choose(-1);
    case "fill": return fill();
    case "zoom-in": return zoom(0.8);
    case "zoom-out": return zoom(1.25);
    case "rotate": return turn();
    case "flip": return flip();
    case "paper": return nextPaper();
    case "whole": return whole();
    case "search": return openSearch();
    case "group": return follows('a[data-command="group"]');
    case "correct": return openCorrection();
    case "note": return focus("#note");
    case "return": return openPanel("#return-panel");
    case "hold": return openPanel("#hold-panel");
    case "next": return go(name) || press(name);
    case "previous": return go(name) || (history.back(), true);
    default: return press(name);
  }
}

function press(name) {
  const button = one(`button[type="submit"][data-command="${name}"]:not(:disabled)`);
  if (!button || button.closest("fieldset:disabled")) return false;
  button.click();
  return true;
}

const go = (where) => follows(`a[data-go="${where}"]`);

function follows(selector) {
  const link = one(selector);
  link?.click();
  return Boolean(link);
}

function focus(selector) {
  const element = one(selector);
  element?.focus();
  return Boolean(element);
}

function openCorrection() {
  const box = one("#correct");
  if (!box) return false;
  box.open = true;
  one("select", box)?.focus();
  return true;
}

function openPanel(selector) {
  const panel = one(selector);
  if (!panel) return false;
  panel.hidden = !panel.hidden;
  one(`[aria-controls="${panel.id}"]`)?.setAttribute("aria-expanded", String(!panel.hidden));
  if (!panel.hidden) one("select, input", panel)?.focus();
  return true;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[type=button][data-command]");
  if (button) run(button.dataset.command);
});

// --- Candidates and amounts -----------------------------------------------------------------------------------------

const decision = one("#decision");
const cents = (text) => {
  const bare = text.replace(/[$,\s]/g, "");
  if (bare === "") return 0;
  if (/^\d+$/.test(bare)) return Number(bare);
  return /^\d+\.\d{1,2}$/.test(bare) ? Math.round(Number(bare) * 100) : NaN;
};
const shown = (value) => (Number.isNaN(value) ? "?" : (value / 100).toFixed(2));
const choices = () => all(".choice", decision ?? document);

function select(choice) {
  for (const other of choices()) {
    const chosen = other === choice;
    other.dataset.chosen = String(chosen);
    one("input[type=radio]", other).checked = chosen;
    one(".grid", other).disabled = !chosen;
  }
  add();
}

function choose(step) {
  if (!decision || one("fieldset", decision).disabled) return false;
  const list = choices();
  if (list.length === 0) return false;
  const now = list.findIndex((choice) => choice.dataset.chosen === "true");
  const next = list[now < 0 ? (step > 0 ? 0 : list.length - 1) : (now + step + list.length) % list.length];
  select(next);
  one("input[type=radio]", next).focus();
  return fill();
}

function fill() {
  const choice = choices().find((choice) => choice.dataset.chosen === "true");
  if (!choice) return false;
  for (const input of all("input[data-fill]", choice)) input.value = input.dataset.fill;
  add();
  keepDraft();
  return true;
}

function add() {
  if (!decision) return;
  const fields = all(".grid:not(:disabled) input[name=amount]", decision);
  const applied = fields.map((field) => cents(field.value)).reduce((sum, value) => sum + value, 0);
  const left = Number(decision.dataset.total) - applied;
  one("#applied").textContent = shown(applied);
  one("#left").textContent = shown(left);
  one(".remainder").classList.toggle("wrong", left !== 0);
}

decision?.addEventListener("change", (event) => {
  if (event.target.matches("input[type=radio]")) {
    select(event.target.closest(".choice"));
    fill();
  }
});
decision?.addEventListener("input", () => { add(); keepDraft(); });
// The empty rows of a grid are not sent.
decision?.addEventListener("submit", () => {
  for (const input of all(".grid:not(:disabled) input[name=amount]", decision)) {
    if (input.value.trim() === "") input.closest("fieldset tr")?.querySelectorAll("input").forEach((field) => (field.disabled = true));
  }
});
add();

// --- What was typed is kept -----------------------------------------------------------------------------------------

const currentCase = one("[data-case]")?.dataset.case;
const isMine = one("[data-case]")?.dataset.mine === "true";
let draftTimer = 0;

async function send(path, fields) {
  const body = new URLSearchParams({ form_token: formToken(), ...fields });
  return fetch(path, { method: "POST", body, credentials: "same-origin" });
}

const rowsOf = (choice) => all("input[name=bill], input[name=payment]", choice).map((input) => input.value);

function keepDraft() {
  if (!currentCase || !isMine) return;
  clearTimeout(draftTimer);
  draftTimer = setTimeout(() => {
    const chosen = one('.choice[data-chosen="true"]');
    const amounts = chosen ? all("input[name=amount]", chosen).map((input) => input.value) : [];
    const account = chosen ? one("input[type=radio]", chosen).value : "";
    const version = one('input[name="version"]', decision)?.value;
    const draft = JSON.stringify({ version, rows: chosen ? rowsOf(chosen) : [], account, amounts, note: one("#note")?.value ?? "" });
    send(`/case/${currentCase}/draft`, { draft }).catch(() => {});
  }, 400);
}

function takeDraft() {
  const text = one('input[name="draft"]')?.value;
  if (!text) return;
  const draft = JSON.parse(text);
  const choice = choices().find((choice) => one("input[type=radio]", choice).value === draft.account);
  // Amounts go back only into the very rows that they were typed in.
  const same = draft.version === one('input[name="version"]', decision)?.value;
  if (choice && same && JSON.stringify(rowsOf(choice)) === JSON.stringify(draft.rows)) {
    select(choice);
    all("input[name=amount]", choice).forEach((input, at) => (input.value = draft.amounts[at] ?? ""));
  }
  if (one("#note")) one("#note").value = draft.note;
  add();
}
takeDraft();

// --- Claims ---------------------------------------------------------------------------------------------------------

const claim = one("#claim");
if (claim) {
  const end = Date.now() + Number(claim.dataset.left) * 1000;
  let until = end;
  const show = () => {
    const left = Math.max(0, Math.round((until - Date.now()) / 1000));
    one(".left", claim).textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")} left`;
  };
  setInterval(show, 1000);
  if (isMine) {
    setInterval(async () => {
      if (document.hidden) return;
      const answer = await send(`/case/${currentCase}/heartbeat`, {}).then((reply) => reply.json()).catch(() => null);
      if (answer?.mine) until = Date.now() + answer.left * 1000;
    }, 60000);
  }
}

// --- Paper ----------------------------------------------------------------------------------------------------------

const papers = () => all(".paper");
const sheet = () => one(".paper:not([hidden]) svg:not([hidden])");
const views = new WeakMap();

function load(svg) {
  const image = one("image", svg);
  if (image.dataset.href) {
    image.setAttribute("href", image.dataset.href);
    delete image.dataset.href;
  }
  const probe = new Image();
  probe.addEventListener("load", () => {
    const size = { width: probe.naturalWidth, height: probe.naturalHeight };
    image.setAttribute("width", size.width);
    image.setAttribute("height", size.height);
    views.set(svg, { ...size, x: 0, y: 0, w: size.width, h: size.height, turns: 0 });
    draw(svg);
  });
  probe.src = svg.dataset.src;
}

function draw(svg) {
  const view = views.get(svg);
  if (!view) return;
  svg.setAttribute("viewBox", `${view.x} ${view.y} ${view.w} ${view.h}`);
  const middle = `${view.width / 2} ${view.height / 2}`;
  for (const child of svg.children) child.setAttribute("transform", `rotate(${view.turns * 90} ${middle})`);
}

function zoom(factor) {
  const svg = sheet(), view = svg && views.get(svg);
  if (!view) return false;
  const w = Math.min(view.width * 1.5, Math.max(80, view.w * factor));
  const h = (w * view.h) / view.w;
  Object.assign(view, { x: view.x + (view.w - w) / 2, y: view.y + (view.h - h) / 2, w, h });
  draw(svg);
  return true;
}

function whole() {
  const svg = sheet(), view = svg && views.get(svg);
  if (!view) return false;
  Object.assign(view, { x: 0, y: 0, w: view.width, h: view.height });
  draw(svg);
  return true;
}

function turn() {
  const svg = sheet(), view = svg && views.get(svg);
  if (!view) return false;
  view.turns = (view.turns + 1) % 4;
  draw(svg);
  return true;
}

function flip() {
  const sides = all(".paper:not([hidden]) svg");
  if (sides.length < 2) return false;
  for (const side of sides) side.toggleAttribute("hidden");
  if (!views.get(sheet())) load(sheet());
  return true;
}

function showPaper(at) {
  papers().forEach((paper, index) => (paper.hidden = index !== at));
  all("[data-paper]").forEach((button, index) => button.setAttribute("aria-pressed", String(index === at)));
  const svg = sheet();
  if (svg && !views.get(svg)) load(svg);
}

function nextPaper() {
  const list = papers();
  if (list.length < 2) return false;
  showPaper((list.findIndex((paper) => !paper.hidden) + 1) % list.length);
  return true;
}

for (const svg of all(".paper svg:not([hidden])")) load(svg);
for (const button of all("[data-paper]")) button.addEventListener("click", () => showPaper(Number(button.dataset.paper)));

const viewer = one("#viewer");
viewer?.addEventListener("wheel", (event) => {
  if (!event.ctrlKey) return;
  zoom(event.deltaY > 0 ? 1.15 : 0.87);
  event.preventDefault();
}, { passive: false });
viewer?.addEventListener("keydown", (event) => {
  const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const step = steps[event.key], svg = sheet(), view = svg && views.get(svg);
  if (!step || !view || event.altKey) return;
  view.x += (step[0] * view.w) / 10;
  view.y += (step[1] * view.h) / 10;
  draw(svg);
  event.preventDefault();
});
let held = null;
viewer?.addEventListener("pointerdown", (event) => { held = { x: event.clientX, y: event.clientY }; });
viewer?.addEventListener("pointermove", (event) => {
  const svg = sheet(), view = svg && views.get(svg);
  if (!held || !view || event.buttons === 0) return;
  const scale = view.w / svg.clientWidth;
  view.x -= (event.clientX - held.x) * scale;
  view.y -= (event.clientY - held.y) * scale;
  held = { x: event.clientX, y: event.clientY };
  draw(svg);
});

// What the evidence says is lit up on the paper.
for (const row of all(".evidence tr[data-field]")) {
  const light = (on) => {
    if (!row.dataset.field) return;
    for (const place of all(`.place[data-field="${row.dataset.field}"]`)) place.classList.toggle("lit", on);
  };
  row.addEventListener("pointerenter", () => light(true));
  row.addEventListener("pointerleave", () => light(false));
}

// --- Search ---------------------------------------------------------------------------------------------------------

function openSearch() {
  const box = one("#search");
  if (!box) return false;
  box.open = true;
  one("input", box)?.focus();
  return true;
}

async function search() {
  const fields = one("[data-search]");
  const query = Object.fromEntries(all("[data-query]", fields).map((input) => [input.dataset.query, input.value]));
  one("#search-says").textContent = "Searching…";
  const reply = await send(fields.dataset.search, { ...query, for: fields.dataset.for });
  const page = new DOMParser().parseFromString(await reply.text(), "text/html");
  if (!reply.ok) {
    one("#search-says").textContent = one("[role=alert]", page)?.textContent ?? "The search failed.";
    return;
  }
  one("#search-says").textContent = one(".found", page)?.textContent ?? "";
  const found = all(".choice", page);
  one("#choices").append(...found);
  if (found.length > 0) {
    select(found[0]);
    one("input[type=radio]", found[0]).focus();
  }
}

one("#search-go")?.addEventListener("click", search);
one("#search")?.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.matches("input")) return;
  event.preventDefault();
  event.stopPropagation();
  search();
});

// --- Handing in -----------------------------------------------------------------------------------------------------

const megabytes = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;
const isWanted = (name) => /\.(tiff?|png|jpe?g|pdf|x937|x9|icl)$|^(batch\.toml|index\.csv)$/i.test(name);

/** All files of what was dropped, those of folders too, with the name of the first folder. */
async function dropped(from) {
  const entries = [...from.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (entries.length === 0) return { files: [...from.files], folder: "" };
  const files = [];
  const walk = async (entry) => {
    if (entry.isFile) return files.push(await new Promise((done, failed) => entry.file(done, failed)));
    const reader = entry.createReader();
    for (;;) {
      const part = await new Promise((done, failed) => reader.readEntries(done, failed));
      if (part.length === 0) return;
      for (const inner of part) await walk(inner);
    }
  };
  const folder = entries.find((entry) => entry.isDirectory)?.name ?? "";
  for (const entry of entries) await walk(entry);
  return { files, folder };
}

/** Sends one file; `sent` is told how many of its bytes have gone. */
function sendFile(number, file, token, sent) {
  return new Promise((done, failed) => {
    const request = new XMLHttpRequest();
    request.open("POST", `/upload/${number}/file`);
    request.setRequestHeader("x-form", new URLSearchParams({ form_token: token, name: file.name }).toString());
    request.upload.addEventListener("progress", (event) => sent(event.loaded));
    request.addEventListener("load", () => (request.status === 200 ? done() : failed(reasonIn(request.responseText))));
    request.addEventListener("error", () => failed(`“${file.name}” broke off on its way.`));
    request.send(file);
  });
}

const reasonIn = (text) =>
  one("[role=alert]", new DOMParser().parseFromString(text, "text/html"))?.textContent ?? "It was refused.";

for (const panel of all(".sender")) {
  const [input, name, button] = [one("input[type=file]", panel), one("[data-name]", panel), one("[data-send]", panel)];
  const [bar, says, chosen] = [one("progress", panel), one("[data-says]", panel), one("[data-chosen]", panel)];
  const isBatch = panel.dataset.kind === "batch";
  let files = [];

  const choose = (list, folder) => {
    const left = list.filter((file) => isBatch && !isWanted(file.name));
    files = list.filter((file) => !left.includes(file)).slice(0, isBatch ? undefined : 1);
    const size = files.reduce((sum, file) => sum + file.size, 0);
    chosen.textContent = `${files.length} files, ${megabytes(size)}.` + (left.length > 0 ? ` ${left.length} others are left out.` : "");
    if (files.length > Number(panel.dataset.most)) chosen.textContent += " These are too many.";
    const title = folder || files[0]?.webkitRelativePath?.split("/")[0] || files[0]?.name.replace(/\.[^.]*$/, "") || "";
    if (name.value === "") name.value = title.replace(/[^A-Za-z0-9._-]+/g, "-").replace(/^\.+/, "").slice(0, 80);
    button.disabled = files.length === 0 || files.length > Number(panel.dataset.most);
  };

  const hand = async () => {
    const token = one('input[name="form_token"]', panel).value;
    const total = files.reduce((sum, file) => sum + file.size, 0);
    const begun = await send("/uploads", { kind: panel.dataset.kind, name: name.value });
    if (!begun.ok) throw reasonIn(await begun.text());
    const { number } = await begun.json();
    let before = 0;
    bar.hidden = false;
    for (const [at, file] of files.entries()) {
      says.textContent = `Sending ${at + 1} of ${files.length}…`;
      await sendFile(number, file, token, (bytes) => (bar.value = (before + bytes) / Math.max(1, total)));
      before += file.size;
    }
    bar.value = 1;
    const confirmed = await send(`/upload/${number}/confirm`, { files: files.length, bytes: total });
    if (!confirmed.ok) throw reasonIn(await confirmed.text());
    location.assign("/uploads");
  };

  input.addEventListener("change", () => choose([...input.files], ""));
  panel.addEventListener("dragover", (event) => { event.preventDefault(); panel.classList.add("over"); });
  panel.addEventListener("dragleave", () => panel.classList.remove("over"));
  panel.addEventListener("drop", async (event) => {
    event.preventDefault();
    panel.classList.remove("over");
    const found = await dropped(event.dataTransfer);
    choose(found.files, found.folder);
    button.focus();
  });
  button.addEventListener("click", () => {
    button.disabled = true;
    hand().catch((why) => { says.textContent = `${why}`; button.disabled = false; });
  });
}

// How far the work has come, as long as there is some.
const uploads = one("#uploads[data-poll]");
async function follow() {
  const list = await fetch(uploads.dataset.poll, { credentials: "same-origin" }).then((reply) => reply.json()).catch(() => []);
  for (const upload of list) {
    const state = one(`tr[data-upload="${upload.number}"] td[data-state]`, uploads);
    if (!state) continue;
    // What came of it is on the page as the server makes it.
    if (state.dataset.state !== upload.state && !upload.moves) return location.reload();
    state.dataset.state = upload.state;
    one(".word", state).textContent = upload.word + (upload.what ? `, ${upload.what} ${upload.done} of ${upload.total}` : "");
    const bar = one("progress", state);
    bar.hidden = !upload.total;
    if (upload.total) bar.value = upload.done / upload.total;
  }
  if (list.some((upload) => upload.moves)) setTimeout(follow, 700);
}
if (uploads && one('td[data-state="waiting"], td[data-state="working"]', uploads)) follow();

// --- The first thing to do has the focus ----------------------------------------------------------------------------

const first = one("#keyed") ?? one('.choice[data-chosen="true"] input[type=radio]');
if (first && !one("#problem")) first.focus();
