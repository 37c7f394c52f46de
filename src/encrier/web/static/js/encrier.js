// What makes the pages pleasant. Every page works without it.
"use strict";

(() => {
  const root = document.documentElement;
  const announcer = () => document.getElementById("announcer");
  root.classList.add("js");

  const announce = (text) => {
    const place = announcer();
    if (!place) return;
    place.textContent = "";
    setTimeout(() => (place.textContent = text), 60);
  };

  // Tabs: a menu opens on pointing, focus or a first tap, and closes with Escape or leaving.
  const tabs = document.querySelector("[data-tabs]");
  if (tabs) {
    const items = [...tabs.querySelectorAll(".tabs__item")];
    let timer = 0;
    let dismissed = false;
    const show = (item) => {
      clearTimeout(timer);
      items.forEach((each) => each.toggleAttribute("data-open", each === item && !!each.querySelector(".menu")));
    };
    const soon = (item, wait) => {
      clearTimeout(timer);
      timer = setTimeout(() => show(item), wait);
    };
    items.forEach((item) => {
      const link = item.querySelector(".tabs__link");
      item.addEventListener("pointerenter", (event) => event.pointerType === "mouse" && soon(item, 110));
      item.addEventListener("pointerleave", (event) => event.pointerType === "mouse" && soon(null, 220));
      item.addEventListener("focusin", () => !dismissed && show(item));
      link.addEventListener("pointerdown", (event) => {
        if (event.pointerType === "mouse" || item.hasAttribute("data-open") || !item.querySelector(".menu")) return;
        const openFirst = (click) => {
          click.preventDefault();
          show(item);
        };
        link.addEventListener("click", openFirst, { once: true });
      });
    });
    tabs.addEventListener("focusout", (event) => !tabs.contains(event.relatedTarget) && show(null));
    document.addEventListener("pointerdown", (event) => !tabs.contains(event.target) && show(null));
    tabs.addEventListener("keydown", (event) => {
      const item = event.target.closest(".tabs__item");
      if (!item) return;
      const links = items.map((each) => each.querySelector(".tabs__link"));
      const inside = [...item.querySelectorAll(".menu a")];
      const at = inside.indexOf(event.target);
      const here = items.indexOf(item);
      let next = null;
      if (event.key === "Escape" && item.hasAttribute("data-open")) {
        dismissed = true;
        links[here].focus();
        show(null);
        dismissed = false;
        event.preventDefault();
      } else if (event.key === "ArrowDown") {
        if (inside.length) show(item);
        next = inside[at + 1];
      } else if (event.key === "ArrowUp" && at >= 0) {
        next = at ? inside[at - 1] : links[here];
      } else if (event.key === "ArrowRight" && at < 0) {
        next = links[(here + 1) % links.length];
      } else if (event.key === "ArrowLeft" && at < 0) {
        next = links[(here - 1 + links.length) % links.length];
      }
      if (next) {
        event.preventDefault();
        next.focus();
      }
    });
  }

  // Search as you type: a combobox over the suggestions that the shop sends as list items.
  document.querySelectorAll("form[data-suggest]").forEach((form) => {
    const input = form.querySelector("input[name=q]");
    const list = document.createElement("ul");
    const found = new Map();
    let options = [];
    let chosen = -1;
    let timer = 0;
    let asked = null;
    list.className = "suggestions";
    list.id = `${input.id}-suggestions`;
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", form.querySelector("label").textContent);
    form.append(list);
    for (const [name, value] of Object.entries({
      role: "combobox",
      "aria-expanded": "false",
      "aria-controls": list.id,
      "aria-autocomplete": "list",
    })) input.setAttribute(name, value);

    const close = () => {
      list.hidden = true;
      chosen = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    };
    const choose = (index) => {
      options.forEach((option) => option.setAttribute("aria-selected", "false"));
      chosen = index;
      if (index < 0) return input.removeAttribute("aria-activedescendant");
      options[index].setAttribute("aria-selected", "true");
      options[index].scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", options[index].id);
    };
    const draw = (html) => {
      list.innerHTML = html;
      options = [...list.querySelectorAll("[role=option]")];
      options.forEach((option, index) => {
        option.id = `${list.id}-${index}`;
        option.setAttribute("aria-selected", "false");
      });
      close();
      if (!options.length) return;
      list.hidden = false;
      input.setAttribute("aria-expanded", "true");
    };
    const ask = async () => {
      const text = input.value.trim();
      if (text.length < 2) return draw("");
      if (found.has(text)) return draw(found.get(text));
      asked?.abort();
      asked = new AbortController();
      try {
        const address = `${form.dataset.suggest}?q=${encodeURIComponent(text)}`;
        const answer = await fetch(address, { signal: asked.signal, credentials: "omit" });
        if (!answer.ok) return;
        const html = await answer.text();
        found.set(text, html);
        if (input.value.trim() === text && document.activeElement === input) draw(html);
      } catch (problem) {
        if (problem.name !== "AbortError") close();
      }
    };
    input.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(ask, 90);
    });
    input.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown" && list.hidden) return void ask();
      if (list.hidden) return;
      if (event.key === "ArrowDown") choose(chosen + 1 < options.length ? chosen + 1 : -1);
      else if (event.key === "ArrowUp") choose(chosen < 0 ? options.length - 1 : chosen - 1);
      else if (event.key === "Escape") close();
      else if (event.key === "Enter" && chosen >= 0) location.assign(options[chosen].dataset.href);
      else return;
      event.preventDefault();
    });
    input.addEventListener("blur", () => setTimeout(close, 120));
    list.addEventListener("pointerdown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const option = event.target.closest("[data-href]");
      if (option) location.assign(option.dataset.href);
    });
  });

  // A form marked data-once is sent once; coming back to the page wakes it again.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-once]") || event.defaultPrevented) return;
    if (form.hasAttribute("data-sent")) return event.preventDefault();
    form.setAttribute("data-sent", "");
    form.classList.add("busy");
    form.querySelectorAll("button").forEach((button) => button.setAttribute("aria-disabled", "true"));
  });
  addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-sent]").forEach((form) => {
      form.removeAttribute("data-sent");
      form.classList.remove("busy");
      form.querySelectorAll("button").forEach((button) => button.removeAttribute("aria-disabled"));
    });
  });

  // What hangs on elements that may also come later, in a fragment.
  const dress = (place) => {
    place.querySelectorAll("[data-copy]:not([data-dressed])").forEach(offerCopy);
    place.querySelectorAll("[data-filter-list]:not([data-dressed])").forEach(offerFilter);
    place.querySelectorAll("time[data-countdown]:not([data-dressed])").forEach(countDown);
  };

  // A number to be copied: <span data-copy>; the words stand on <body>.
  const offerCopy = (element) => {
    element.setAttribute("data-dressed", "");
    if (!navigator.clipboard) return;
    const words = document.body.dataset;
    const text = (element.dataset.copy || element.textContent).trim();
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = words.wordCopy;
    button.setAttribute("aria-label", `${words.wordCopy} ${text}`);
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(text);
      button.textContent = words.wordCopied;
      announce(`${words.wordCopied} ${text}`);
      setTimeout(() => (button.textContent = words.wordCopy), 2000);
    });
    element.after(button);
  };

  // A long list and the input that narrows it: <input data-filter-list="id of the list">.
  const offerFilter = (input) => {
    input.setAttribute("data-dressed", "");
    const plain = (text) => text.normalize("NFKD").replace(/\p{M}|[\s-]/gu, "").toLowerCase();
    const list = document.getElementById(input.dataset.filterList);
    if (!list) return;
    const rows = [...list.querySelectorAll("li, tbody tr")].map((row) => [row, plain(row.textContent)]);
    input.addEventListener("input", () => {
      const wanted = plain(input.value);
      let shown = 0;
      rows.forEach(([row, text]) => {
        row.hidden = !text.includes(wanted);
        shown += row.hidden ? 0 : 1;
      });
      announce(String(shown));
    });
  };

  // The cut-off in the visitor's own time, and what is left until then, minute by minute (SHIP-3):
  // <time data-countdown datetime="2026-12-24T14:00:00Z">, with an optional <span data-left>.
  const countDown = (element) => {
    element.setAttribute("data-dressed", "");
    const end = new Date(element.dateTime);
    // The shop's clock may stand elsewhere than the visitor's: count from when the page was made.
    const lag = element.dataset.now ? Date.now() - new Date(element.dataset.now) : 0;
    const language = root.lang;
    const clock = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", timeZoneName: "short" });
    const place = element.querySelector("[data-clock]");
    if (place) place.textContent = clock.format(end);
    const left = element.querySelector("[data-left]");
    if (!left) return;
    const unit = (value, name) =>
      new Intl.NumberFormat(language, { style: "unit", unit: name, unitDisplay: "short" }).format(value);
    const tick = () => {
      const minutes = Math.ceil((end - Date.now() + lag) / 60000);
      if (minutes <= 0) return document.body.dispatchEvent(new Event("cut-off-passed"));
      const hours = Math.floor(minutes / 60);
      left.textContent = hours ? `${unit(hours, "hour")} ${unit(minutes % 60, "minute")}` : unit(minutes, "minute");
      setTimeout(tick, 15000);
    };
    tick();
  };

  // The note that something went into the cart leaves again by itself, unless somebody is in it.
  // What a change has to say is told to who does not see it: <p data-say>.
  document.addEventListener("htmx:afterSettle", () => {
    const said = document.querySelector("[data-say]:not([data-said])");
    if (!said) return;
    said.setAttribute("data-said", "");
    announce(said.textContent.trim());
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    dress(event.target);
    if (event.target.id !== "added") return;
    const note = event.target.firstElementChild;
    setTimeout(() => {
      if (note?.isConnected && !note.matches(":hover, :focus-within")) note.remove();
    }, 9000);
  });
  document.addEventListener("htmx:oobAfterSwap", (event) => dress(event.target));
  dress(document);
})();
