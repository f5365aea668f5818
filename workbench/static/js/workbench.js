// What pages do by themselves: keys, drafts, timer, focus after a swap, notices, the connection banner, the theme.
//
// No build, no inline handlers: listeners sit on the document and read data attributes.
//   data-key="p"             presses or focuses the element; "enter" "ctrl+enter" "f8" "alt+1" "g c" "?" "/" …
//                            single letters and digits act only outside text fields; the last visible match wins;
//                            a key typed while a piece is on its way waits and acts on the piece once it is there
//   data-choose + data-choice   a group that its key leads into: the keys of its choices act while the focus is in the
//                            group, and its own key pressed again presses the first
//   data-list, data-list-item   J K ↓ ↑ move through the items; the event `pick` follows once the movement rests
//   data-timer-since="ISO"   shows how long ago that was, every second
//   data-draft="key"         a form whose fields are kept in this tab until it is saved; data-draft-status tells
//   data-draft-url="/…"      where a draft is kept on the server as well, which answers with what data-draft-status
//                            says; data-draft-at="ISO" is when what stands in the form was kept there
//   data-carry="subject"     a field whose text goes along when its form is replaced by another about the same subject
//   data-focus               takes the focus when it arrives with a swap: the new h1 after save and next, the first
//                            field of the outcome that was chosen; the last one wins
//   data-title="text"        is the tab's title once it arrives with a swap
//   data-tab-title="text"    is the tab's title while it is there; it may change, and no key that waits is dropped for it
//   data-place="/…"          a list that is scrolled back to where it was left in this tab, by that address
//   data-visits="id"         a form that opens the item of a list whose data-visit is the same: it stays marked here
//   data-fill + data-value   puts a value into the field with that id; ↓ ↑ in the field go through its values
//   data-send                sends the form as well, once the value is in
//   data-row-form            a form that is a row of a list: its keys act while the focus is in it; when it is sent the
//                          focus goes to the next row with a mistake; lines pasted into its field go down the rows
//   data-copy="text"         copies it; data-reveal="id" shows a password; data-dialog="id" opens a dialog
//   data-toggle-open="id"    opens and closes a drawer (class is-open)
//   data-print               prints the page
//   data-search              the form of the window that finds customers: "/" and Ctrl+K open it on every screen, where no
//                            field of the page has "/"; what is typed after "/" lands in its field, however quickly
(() => {
  "use strict";

  const root = document.documentElement;
  const shown = (element) => element.checkVisibility?.({ visibilityProperty: true }) ?? element.offsetParent !== null;
  const TEXTUAL = "textarea, select, [contenteditable], input:not([type=radio], [type=checkbox], [type=button], [type=submit])";
  const PRESSABLE = "a[href], button, summary, input, select, textarea";

  // ---- keys -------------------------------------------------------------------------------------------------------

  let leader = null;
  let leaderEnds = 0;

  const nameOf = (event) => {
    const key = event.key === " " ? "space" : event.key.toLowerCase();
    if (event.getModifierState("AltGraph")) return key; // how many keyboards write [ and ]
    return `${event.ctrlKey || event.metaKey ? "ctrl+" : ""}${event.altKey ? "alt+" : ""}${key}`;
  };

  const scope = () => document.querySelector("dialog[open]") ?? document;

  // Where keys act only while the focus is inside.
  const groupOf = (element) => element.closest("[data-row-form]") ?? (element.matches("[data-choice]") ? element.closest("[data-choose]") : null);

  const bound = (key) => {
    const found = [...scope().querySelectorAll(`[data-key="${CSS.escape(key)}"]`)].filter(
      (element) =>
        shown(element) &&
        !element.disabled &&
        element.getAttribute("aria-disabled") !== "true" &&
        (groupOf(element)?.contains(document.activeElement) ?? true),
    );
    const inside = found.filter(groupOf);
    return inside.length ? inside : found;
  };

  const press = (element) => {
    if (element.matches("[data-choose]")) {
      const first = element.querySelector("[data-choice]");
      if (element.contains(document.activeElement)) first?.click();
      else first?.focus();
    } else if (element.matches(TEXTUAL)) {
      element.focus();
      element.select?.();
    } else {
      if (element.matches("input")) element.focus();
      element.click();
    }
  };

  const mayAct = (key, target) => {
    if (key.startsWith("ctrl+") || key.startsWith("alt+") || /^f\d+$/.test(key)) return true;
    if (target.closest(TEXTUAL)) return false;
    if (key === "enter" || key === "space") return !target.closest(PRESSABLE) || Boolean(target.closest("[data-list]"));
    return root.dataset.shortcuts !== "off";
  };

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    const key = nameOf(event);
    if (key === "escape") return leave(event);
    if ((isLoading() || typed.length > 0) && waits(key, event.target)) {
      const about = typed.some(isOfSearch) || beginsSearch(key, event.target) ? null : subject();
      return done(event, () => typed.push({ key, text: event.key, isBack: event.shiftKey, about }));
    }
    if (mayAct(key, event.target) && act(key, event.target)) event.preventDefault();
  });

  // Whether the key did something.
  const act = (key, target) => {
    const sequence = leader && Date.now() < leaderEnds ? `${leader} ${key}` : null;
    leader = null;
    if (sequence === "g t") return switchTheme() ?? true;
    const found = (sequence && bound(sequence)) || [];
    const element = found.at(-1) ?? bound(key).at(-1);
    if (element) return press(element) ?? true;
    if (opensSearch(key)) return openSearch() ?? true;
    if (move(key, target)) return true;
    if (key === "g") {
      leader = "g";
      leaderEnds = Date.now() + 1200;
    }
    return false;
  };

  // ---- keys typed while a piece is on its way are meant for what it will show: they wait, and act in their order ------

  const loading = new Map();
  let typed = [];
  let isReady = false;

  const isLoading = () => !isReady || loading.size > 0 || picking !== 0;
  const subject = () => document.querySelector("[data-title]")?.dataset.title ?? location.pathname;
  // After one key that waits every key waits that would type, move or press: they stay in the order they were typed in.
  const waits = (key, target) => {
    if (/^(ctrl|alt)\+|^f\d+$/.test(key)) return bound(key).length > 0;
    if (typed.length > 0) return key.length === 1 || TYPED.has(key);
    if (target.closest(TEXTUAL) || (key in STEPS && scope().querySelector("[data-list]"))) return false;
    if (!mayAct(key, target)) return key === "tab";
    return key.length === 1 || TYPED.has(key);
  };
  const TYPED = new Set(["space", "tab", "enter", "backspace", "arrowleft", "arrowright", "arrowup", "arrowdown"]);

  // Before htmx has taken up the page its links would lead the browser away from it.
  const ready = () => {
    isReady = true;
    replay();
  };
  document.addEventListener("htmx:after:process", ready, { once: true });
  addEventListener("load", () => setTimeout(ready, window.htmx ? 1000 : 0));

  // What a person asked for, by a click, a key or by moving in a list; what a page refreshes by itself holds no key up.
  const isAskedFor = (ctx) => ["click", "submit", "pick"].includes(ctx.sourceEvent?.type);

  document.addEventListener("htmx:before:request", (event) => {
    const { ctx } = event.detail;
    if (isAskedFor(ctx)) loading.set(ctx, "sent");
  });

  // What was asked for by a part of the page that is gone is about another customer by now.
  for (const moment of ["htmx:before:request", "htmx:before:swap"]) {
    document.addEventListener(moment, (event) => {
      if (event.detail.ctx.sourceElement?.isConnected === false) event.preventDefault();
    });
  }

  // Keys typed before a refusal was on the screen are not meant for it; those typed while htmx still finishes it are.
  // Keys typed before a save brought another customer are dropped where they would act, by what they were typed about.
  const answered = (ctx) => {
    if (loading.get(ctx) === "sent" && (!(ctx.response?.status < 400) || ctx.hx?.redirect)) {
      typed = typed.filter(isOfSearch);
    }
    if (loading.has(ctx)) loading.set(ctx, "answered");
  };
  document.addEventListener("htmx:before:swap", (event) => answered(event.detail.ctx));

  document.addEventListener("htmx:finally:request", (event) => {
    const { ctx } = event.detail;
    answered(ctx);
    if (loading.delete(ctx)) setTimeout(replay);
  });

  const replay = () => {
    if (!typed.length || isLoading()) return;
    const [one] = typed;
    if (one.about === null || one.about === subject()) {
      repeat(one, document.activeElement ?? document.body);
      typed.shift();
    } else {
      typed = typed.filter(isOfSearch);
    }
    setTimeout(replay); // what the key asked for has begun to load by then
  };

  // What a key does that was typed before what it is meant for was there; the browser's part of it is done here.
  const repeat = ({ key, text, isBack }, target) => {
    if (key === "tab") return tabOn(target, isBack ? -1 : 1);
    if (mayAct(key, target) && act(key, target)) return;
    if (key === "enter") return enter(target);
    if (stepThroughValues(target, key)) return;
    if (!target.matches(TEXTUAL)) return;
    if (target.type === "time") typeTime(target, text);
    else if (target.matches("select")) typeOption(target, text);
    else if (key === "backspace") document.execCommand("delete");
    else if (text.length === 1) document.execCommand("insertText", false, text);
  };

  const tabOn = (from, step) => {
    const stops = [...scope().querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")].filter(
      (element) => element.tabIndex >= 0 && !element.disabled && element.type !== "hidden" && shown(element),
    );
    const next = stops[stops.indexOf(from) + step];
    next?.focus();
    if (next?.matches("input")) next.select();
  };

  // The digits of an hour fill a field of hours once there are four.
  const typeTime = (field, text) => {
    if (!/^\d$/.test(text)) return;
    const digits = `${field.dataset.digits ?? ""}${text}`.slice(-4);
    field.dataset.digits = digits;
    if (digits.length === 4) field.value = `${digits.slice(0, 2)}:${digits.slice(2)}`;
    if (digits.length === 4) field.dispatchEvent(new Event("change", { bubbles: true }));
  };

  const typeOption = (field, text) => {
    const begins = (option) => option.text.trim().toLowerCase().startsWith(text.toLowerCase());
    const found = [...field.options].find(begins);
    if (!found) return;
    field.value = found.value;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  };

  // What the browser itself does on Enter: press what has the focus, or the first button of the form of a ticked box.
  const enter = (target) => {
    if (target.matches("[data-search-field]")) return openFirst(target);
    if (target.matches('[data-key="/"]')) return target.form?.requestSubmit();
    const box = target.matches("input[type=checkbox], input[type=radio]");
    const button = box ? target.form?.querySelector("button:not([type=button])") : target.closest("a[href], button, summary");
    button?.click();
  };

  // ---- the window that finds customers ------------------------------------------------------------------------------

  const searchField = () => document.querySelector("[data-search-field]");
  const SEARCH_KEYS = ["/", "ctrl+k"];

  // Whether a key opens the window: nowhere else to go for it, no other window open.
  const opensSearch = (key) =>
    SEARCH_KEYS.includes(key) && Boolean(searchField()) && !document.querySelector("dialog[open]") && !bound(key).length;

  const openSearch = () => {
    const field = searchField();
    field.closest("dialog").showModal();
    field.focus();
    field.select();
  };

  // Whether a key that has to wait begins a search: "/" that is no part of a day being typed, such as 3/12.
  const beginsSearch = (key, target) => key === "/" && mayAct(key, target) && !/^\d$/.test(typed.at(-1)?.key ?? "");

  // A search and what is typed into it is about no customer: it waits through a refusal and through another customer.
  const isOfSearch = (one) => one.about === null;

  // Enter opens the first customer of what was found for the words as they stand; where that is still on its way, then.
  let opensFirst = false;
  const results = (field) => field.closest("dialog").querySelector("[data-found-for]");
  const isAnswered = (field) => results(field)?.dataset.foundFor === field.value.trim();

  const openFirst = (field) => {
    opensFirst = !isAnswered(field) && field.value.trim() !== "";
    if (!opensFirst) results(field)?.querySelector("[data-list-item]")?.click();
  };

  document.addEventListener("keydown", (event) => {
    if (typed.length > 0) return;
    const field = event.target.closest?.("[data-search-field]");
    if (field && event.key === "Enter" && !event.isComposing) return done(event, () => openFirst(field));
    const list = event.target.closest?.("dialog")?.querySelector("[data-found-for] [data-list]");
    if (!list || event.isComposing) return;
    const items = [...list.querySelectorAll("[data-list-item]")];
    if (field && event.key === "ArrowDown") done(event, () => choose(list, items[0]));
    const isFirst = event.target === items[0] && ["ArrowUp", "k"].includes(event.key);
    if (isFirst) done(event, () => searchField().focus());
  }, true);

  document.addEventListener("htmx:after:swap", () => {
    const field = searchField();
    if (!opensFirst || !field || !isAnswered(field)) return;
    opensFirst = false;
    results(field).querySelector("[data-list-item]")?.click();
  });

  document.addEventListener("input", (event) => {
    if (event.target.matches?.("[data-search-field]")) opensFirst = false;
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-search-close]")) event.target.closest("dialog").close();
  });

  const done = (event, act) => {
    event.preventDefault();
    act();
  };

  const leave = (event) => {
    const menu = document.querySelector("details[data-menu][open], details.drop[open]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    } else if (event.target.closest(`${TEXTUAL}, [data-choice]`) && !event.target.closest("dialog")) {
      event.target.blur();
    } else {
      const back = bound("escape").at(-1);
      if (back) done(event, () => press(back));
    }
  };

  // A box that opens takes the focus, so that its own keys and Tab go on from there; Escape gives it back.
  document.addEventListener(
    "toggle",
    (event) => {
      const box = event.target;
      if (!box.matches?.("details.drop[open]") || box.contains(document.activeElement?.closest("details.drop > :not(summary)"))) return;
      box.querySelector(":scope > :not(summary) :is(button, input:not([type=hidden]))")?.focus();
    },
    true,
  );

  // ---- lists ------------------------------------------------------------------------------------------------------

  let picking = 0;
  const STEPS = { j: 1, arrowdown: 1, k: -1, arrowup: -1 };

  const move = (key, target) => {
    const step = STEPS[key];
    if (!step || target.closest("[role=radiogroup], fieldset")) return false;
    const list = target.closest("[data-list]") ?? scope().querySelector("[data-list]");
    if (!list) return false;
    const items = [...list.querySelectorAll("[data-list-item]")].filter(shown);
    if (!items.length) return false;
    const at = items.findIndex((item) => item.hasAttribute("aria-current"));
    choose(list, items[Math.min(Math.max(at + step, 0), items.length - 1)]);
    return true;
  };

  const mark = (list, item) => {
    for (const other of list.querySelectorAll("[data-list-item][aria-current]")) other.removeAttribute("aria-current");
    item.setAttribute("aria-current", "true");
  };

  const choose = (list, item) => {
    mark(list, item);
    item.focus();
    clearTimeout(picking);
    picking = setTimeout(() => {
      picking = 0;
      item.dispatchEvent(new Event("pick"));
      replay();
    }, 150);
  };

  // Where a list was left, and what was opened from it, is known in this tab.
  const kept = (name, fallback) => {
    try {
      return JSON.parse(sessionStorage.getItem(name)) ?? fallback;
    } catch {
      return fallback;
    }
  };
  const remember = (name, value) => {
    try {
      sessionStorage.setItem(name, JSON.stringify(value));
    } catch {
      // The tab's storage is full or closed: the list begins at its top.
    }
  };
  const placeOf = (list) => `place:${list.dataset.place}`;
  const MOST_VISITED = 500;

  const backToPlace = () => {
    const list = document.querySelector("[data-place]");
    if (!list) return;
    list.scrollTop = kept(placeOf(list), 0);
    list.querySelector("[data-list-item][aria-current]")?.scrollIntoView({ block: "nearest" });
  };
  addEventListener("pagehide", () => {
    const list = document.querySelector("[data-place]");
    if (list) remember(placeOf(list), list.scrollTop);
  });

  const markVisited = () => {
    const items = document.querySelectorAll("[data-visit]");
    if (!items.length) return;
    const visited = new Set(kept("visited", []));
    for (const item of items) item.classList.toggle("is-visited", visited.has(item.dataset.visit));
  };
  document.addEventListener("submit", (event) => {
    const id = event.target.dataset?.visits;
    if (id) remember("visited", [...new Set([...kept("visited", []), id])].slice(-MOST_VISITED));
  });

  // ---- clicks -----------------------------------------------------------------------------------------------------

  document.addEventListener("click", (event) => {
    const from = (selector) => event.target.closest(selector);
    const item = from("[data-list-item]");
    if (item) mark(item.closest("[data-list]"), item);

    const opener = from("[data-dialog]");
    const dialog = opener && document.getElementById(opener.dataset.dialog);
    if (dialog) done(event, () => dialog.showModal());

    const theme = from("[data-theme-choice]");
    if (theme) done(event, () => chooseTheme(theme.dataset.themeChoice));

    const fill = from("[data-fill]");
    if (fill) fillIn(document.getElementById(fill.dataset.fill), fill.dataset.value);
    if (fill?.hasAttribute("data-send")) fill.form.requestSubmit();

    const reveal = from("[data-reveal]");
    if (reveal) showPassword(reveal);

    const copy = from("[data-copy]");
    if (copy) navigator.clipboard?.writeText(copy.dataset.copy);

    const toggle = from("[data-toggle-open]");
    if (toggle) document.getElementById(toggle.dataset.toggleOpen)?.classList.toggle("is-open");

    if (from("[data-print]")) window.print();
    if (from("[data-notice-close]")) from("[data-notice]").remove();
    if (from("[data-connection-retry]")) retry();
    for (const menu of document.querySelectorAll("details[data-menu][open], details.drop[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
    if (event.target.matches("dialog[open]")) event.target.close();
  });

  const fillIn = (field, value) => {
    if (!field) return;
    field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
    field.focus();
  };

  // ↓ and ↑ in a field with quick values put the next or the one before into it.
  const stepThroughValues = (field, key) => {
    const step = { arrowdown: 1, arrowup: -1 }[key];
    if (!step || !field.matches("input[id]")) return false;
    const values = [...document.querySelectorAll(`[data-fill="${CSS.escape(field.id)}"]`)].map((pick) => pick.dataset.value);
    if (!values.length) return false;
    const at = values.indexOf(field.value);
    const next = at < 0 ? (step > 0 ? 0 : values.length - 1) : (at + step + values.length) % values.length;
    fillIn(field, values[next]);
    field.select();
    return true;
  };

  document.addEventListener("keydown", (event) => {
    if (!event.defaultPrevented && stepThroughValues(event.target, nameOf(event))) event.preventDefault();
  });

  const showPassword = (button) => {
    const field = document.getElementById(button.dataset.reveal);
    const reveal = field.type === "password";
    field.type = reveal ? "text" : "password";
    button.setAttribute("aria-pressed", String(reveal));
  };

  // ---- theme ------------------------------------------------------------------------------------------------------

  const chooseTheme = (theme) => {
    root.dataset.theme = theme;
    document.cookie = `tema=${theme}; path=/; max-age=31536000; samesite=lax${location.protocol === "https:" ? "; secure" : ""}`;
    dispatchEvent(new Event("theme-chosen"));
    for (const button of document.querySelectorAll("[data-theme-choice]")) {
      button.toggleAttribute("aria-current", button.dataset.themeChoice === theme);
    }
    const form = document.querySelector("[data-theme-choice]")?.form;
    if (form) {
      const body = new FormData(form);
      body.set("theme", theme);
      fetch(form.action, { method: "POST", body, redirect: "manual" }).catch(() => {});
    }
  };

  const switchTheme = () => chooseTheme(root.dataset.bsTheme === "dark" ? "light" : "dark");

  // ---- timer: the server's clock, ticking here --------------------------------------------------------------------

  const ahead = root.dataset.now ? Date.parse(root.dataset.now) - Date.now() : 0;
  const two = (number) => String(number).padStart(2, "0");

  const tick = () => {
    for (const element of document.querySelectorAll("[data-timer-since]")) {
      const seconds = Math.max(0, Math.floor((Date.now() + ahead - Date.parse(element.dataset.timerSince)) / 1000));
      const hours = Math.floor(seconds / 3600);
      const text = `${hours ? `${hours}:` : ""}${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
      if (element.textContent !== text) element.textContent = text;
    }
  };
  setInterval(tick, 1000);

  // ---- drafts: kept in this tab, one per form ---------------------------------------------------------------------

  const changed = new Set();
  const waiting = new Map();
  const met = new WeakSet();
  const UNKEPT = new Set(["csrf_token", "key", "version"]);
  const place = (form) => `draft:${form.dataset.draft}`;

  const stored = (form) => {
    try {
      return JSON.parse(sessionStorage.getItem(place(form)));
    } catch {
      return null;
    }
  };

  const keep = (form, isSent = false) => {
    const fields = [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !UNKEPT.has(name));
    try {
      sessionStorage.setItem(place(form), JSON.stringify({ fields, at: Date.now() + ahead }));
      form.querySelector("[data-draft-status]")?.removeAttribute("hidden");
    } catch {
      // The tab's storage is full or closed: the form itself still holds everything.
    }
    changed.delete(form);
    if (form.dataset.draftUrl && !isSent) send(form);
  };

  // The server keeps a draft too; what it has need not stay in this tab. What did not reach it is sent again later.
  const send = (form) => {
    const name = place(form);
    const kept = sessionStorage.getItem(name);
    const body = new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string"));
    fetch(form.dataset.draftUrl, { method: "POST", body, keepalive: true, redirect: "manual" })
      .then(async (answer) => {
        if (!answer.ok) return; // signed out, or the customer is somebody else's: it stays in this tab
        const status = form.querySelector("[data-draft-status]");
        const told = new DOMParser().parseFromString(await answer.text(), "text/html").body;
        if (status && form.isConnected) status.textContent = told.textContent.trim();
        if (sessionStorage.getItem(name) === kept && !JSON.parse(kept)?.sent) sessionStorage.removeItem(name);
      })
      .catch(() => changed.add(form));
  };

  const drop = (form) => {
    changed.delete(form);
    waiting.delete(form.dataset.draft);
    sessionStorage.removeItem(place(form));
  };

  // A form may grow fields only after a choice was put back, so what finds no field yet waits for the next swap.
  // A form that was there before the swap holds what was typed since the draft was kept: only what waits is put in it.
  const restore = (form) => {
    const isNew = !met.has(form);
    met.add(form);
    const kept = stored(form);
    if (!kept || (!isNew && !waiting.has(form.dataset.draft))) return;
    if (form.dataset.draftAt && !(kept.at > Date.parse(form.dataset.draftAt))) return;
    const pending = waiting.get(form.dataset.draft) ?? new Map(kept.fields);
    for (const [name, value] of [...pending]) {
      if (putBack(form, name, value)) pending.delete(name);
    }
    waiting.set(form.dataset.draft, pending);
    form.querySelector("[data-draft-status]")?.removeAttribute("hidden");
  };

  // What was typed in a field of a form that is replaced stays typed, where the form is about the same.
  let carried = null;
  document.addEventListener("htmx:before:swap", () => {
    keepAll(); // a form that is about to be replaced may not have been kept yet
    const field = document.querySelector("[data-carry]");
    carried = field && { about: field.dataset.carry, text: field.value };
  });
  const carry = () => {
    const field = document.querySelector("[data-carry]");
    if (field && carried?.about === field.dataset.carry && carried.text && !field.value) field.value = carried.text;
    carried = null;
  };

  const putBack = (form, name, value) => {
    const field = form.elements.namedItem(name);
    if (!field) return false;
    if (field.value === value && !(field.type === "checkbox" && !field.checked)) return true;
    if (field.type === "checkbox") field.checked = true;
    else field.value = value;
    const target = field instanceof RadioNodeList ? [...field].find((one) => one.checked) : field;
    target?.dispatchEvent(new Event("change", { bubbles: true }));
    return true;
  };

  const formOf = (event) => event.target.closest?.("form[data-draft]");

  document.addEventListener("input", (event) => {
    const form = formOf(event);
    if (!form) return;
    changed.add(form);
    if (event.isTrusted) waiting.get(form.dataset.draft)?.delete(event.target.name);
  });
  document.addEventListener("focusout", (event) => {
    const form = formOf(event);
    if (form && changed.has(form)) keep(form);
  });
  const keepAll = () => changed.forEach((form) => (form.isConnected ? keep(form) : changed.delete(form)));
  setInterval(keepAll, 3000);
  addEventListener("pagehide", keepAll);

  // Without htmx the answer is another page: the draft is dropped there if that page says that something was done.
  document.addEventListener("submit", (event) => {
    const form = formOf(event);
    if (!form) return;
    keep(form, true);
    markSent(place(form), true);
  });

  const markSent = (name, sent) => {
    const kept = JSON.parse(sessionStorage.getItem(name));
    if (kept) sessionStorage.setItem(name, JSON.stringify({ ...kept, sent }));
  };

  const sweep = () => {
    const status = performance.getEntriesByType("navigation")[0]?.responseStatus ?? 200;
    const saved = status < 400 && document.querySelector("[data-notice]:not(.notice--bad)");
    for (const name of Object.keys(sessionStorage).filter((one) => one.startsWith("draft:"))) {
      if (!JSON.parse(sessionStorage.getItem(name)).sent) continue;
      if (saved) sessionStorage.removeItem(name);
      else markSent(name, false);
    }
  };

  // ---- after a swap -----------------------------------------------------------------------------------------------

  document.addEventListener("htmx:after:swap", (event) => {
    const { ctx } = event.detail;
    const status = ctx.response?.status ?? 0;
    const form = ctx.request?.form;
    if (form?.dataset.draft && ctx.request.method === "POST" && status >= 200 && status < 300) drop(form);
    refreshTokens();
    nameTab();
    markVisited();
    carry();
    document.querySelectorAll("form[data-draft]").forEach(restore);
    tick();
    takeFocus(status, ctx.sourceEvent?.type === "every");
    startNotice();
  });

  const nameTab = () => {
    const titled = document.querySelector("[data-title], [data-tab-title]");
    if (titled) document.title = titled.dataset.title ?? titled.dataset.tabTitle;
  };

  // What a page refreshes by itself moves no focus, which would scroll a list that is being read.
  const takeFocus = (status, isByItself) => {
    if (status === 422 || status === 409) {
      const wrong = document.querySelector('[aria-invalid="true"]');
      if (wrong) return wrong.focus();
      const why = document.querySelector(".form-mistakes");
      if (why) return focusOn(why);
    }
    const wanted = [...document.querySelectorAll("[data-focus]")];
    wanted.forEach((element) => element.removeAttribute("data-focus"));
    if (wanted.length) return focusOn(wanted.at(-1));
    if (!isByItself && document.activeElement === document.body && lastRegion?.isConnected) focusOn(headingOf(lastRegion));
  };

  const headingOf = (region) => region.querySelector("h1, h2, h3") ?? region;

  const focusOn = (element) => {
    if (!element.matches(PRESSABLE)) element.tabIndex = -1;
    element.focus();
    if (element.matches("input")) element.select();
  };

  let lastRegion = null;
  document.addEventListener("htmx:after:settle", (event) => {
    const { task } = event.detail;
    if (task.type === "main") lastRegion = task.target;
  });

  const refreshTokens = () => {
    const carrier = document.querySelector("[data-fresh-token]");
    if (!carrier) return;
    const token = carrier.dataset.freshToken;
    carrier.removeAttribute("data-fresh-token");
    for (const field of document.querySelectorAll('input[name="csrf_token"]')) field.value = token;
    document.body.setAttribute("hx-headers:inherited", JSON.stringify({ "X-CSRFToken": token }));
  };

  // ---- notices: one at a time, for their seconds, which do not run while somebody is on it ------------------------------

  let leaving = 0;
  const area = () => document.getElementById("aviso");

  const startNotice = () => {
    clearTimeout(leaving);
    const notice = area()?.querySelector("[data-notice]");
    if (!notice || notice.matches(":hover, :focus-within")) return;
    leaving = setTimeout(() => notice.remove(), (Number(notice.dataset.noticeSeconds) || 20) * 1000);
  };
  for (const kind of ["pointerover", "focusin"]) {
    document.addEventListener(kind, (event) => event.target.closest?.("#aviso") && clearTimeout(leaving));
  }
  for (const kind of ["pointerout", "focusout"]) {
    document.addEventListener(kind, (event) => event.target.closest?.("#aviso") && startNotice());
  }

  // ---- connection: what could not be sent waits here and goes once the server answers -------------------------------

  let unsent = null;
  const banner = () => document.getElementById("conexion");

  const lost = () => {
    const place = banner();
    if (!place?.hidden) return;
    const text = place.querySelector("[data-connection-text]");
    const time = new Date(Date.now() + ahead);
    text.textContent = text.dataset.connectionText.replace("{time}", `${time.getHours()}:${two(time.getMinutes())}`);
    place.hidden = false;
  };

  const back = () => {
    if (banner()) banner().hidden = true;
    const form = unsent;
    unsent = null;
    if (form?.isConnected) form.requestSubmit();
  };

  const retry = () => fetch("/healthz", { cache: "no-store" }).then((answer) => answer.ok && back(), lost);

  addEventListener("offline", lost);
  addEventListener("online", retry);
  document.addEventListener("htmx:error", (event) => {
    const { ctx, error } = event.detail;
    if (!ctx?.request || error?.name === "AbortError") return;
    if (ctx.request.method === "POST") unsent = ctx.request.form ?? unsent;
    lost();
  });
  document.addEventListener("htmx:after:request", () => {
    if (banner() && !banner().hidden) back();
  });
  setInterval(() => banner() && !banner().hidden && retry(), 15_000);

  // ---- files ------------------------------------------------------------------------------------------------------

  // Dropping or choosing files sends the form; one that is too large is said here, before its bytes travel.
  document.addEventListener("change", (event) => {
    const form = event.target.closest?.("form[data-upload]");
    if (!form || event.target.type !== "file" || !event.target.files.length) return;
    const field = event.target;
    const isTooLarge = [...field.files].some((file) => file.size > field.dataset.mostMb * 1024 ** 2);
    const mistake = form.querySelector("[data-upload-mistake]");
    mistake.hidden = !isTooLarge;
    mistake.textContent = isTooLarge ? field.dataset.tooLarge : "";
    if (isTooLarge) field.value = "";
    else form.requestSubmit();
  });
  document.addEventListener("submit", (event) => {
    const status = event.target.querySelector?.("[data-upload-status]");
    if (status) status.textContent = status.dataset.busy;
  });

  // ---- rows that are forms ----------------------------------------------------------------------------------------

  const rowField = (form) => form.querySelector("input[type=text], input:not([type])");
  const rowsFrom = (form) => {
    const rows = [...document.querySelectorAll("form[data-row-form]")];
    return rows.slice(rows.indexOf(form)).filter((row) => rowField(row) && !rowField(row).disabled);
  };

  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form[data-row-form]")) return;
    const next = rowsFrom(event.target).find((row) => row !== event.target && rowField(row).matches("[aria-invalid=true]"));
    if (next) focusOn(rowField(next));
  });

  document.addEventListener("paste", (event) => {
    const form = event.target.closest?.("form[data-row-form]");
    const lines = event.clipboardData?.getData("text/plain").replace(/\r?\n$/, "").split(/\r?\n/) ?? [];
    if (!form || event.target !== rowField(form) || lines.length < 2) return;
    event.preventDefault();
    rowsFrom(form).slice(0, lines.length).forEach((row, place) => {
      rowField(row).value = lines[place].split("\t")[0].trim();
      row.requestSubmit();
    });
  });

  // ---- start ------------------------------------------------------------------------------------------------------

  htmx.initialize(); // by itself it waits for a timer, and what is typed until then would be answered by nothing
  sweep();
  document.querySelectorAll("form[data-draft]").forEach(restore);
  nameTab();
  markVisited();
  backToPlace();
  tick();
  startNotice();
})();
