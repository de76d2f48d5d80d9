"use strict";
{
  const form = document.getElementById("filter");
  const shown = document.getElementById("shown");
  const none = document.getElementById("none");
  const cases = Array.from(document.querySelectorAll(".case"), (element) => ({ element, text: null }));
  const groups = Array.from(document.querySelectorAll(".scenario, .area"));
  const names = ["verdict", "level", "side", "api", "tag", "q"];

  // The text of all cases is put together when it is first searched, not when the page opens.
  const text = (entry) => (entry.text ??= entry.element.textContent.toLowerCase());

  const fits = (entry, by) => {
    const { classList, dataset } = entry.element;
    return (
      (by.verdict.length === 0 || by.verdict.some((verdict) => classList.contains(verdict))) &&
      (!by.level || (dataset.l ?? "required") === by.level) &&
      (!by.side || dataset.s === by.side) &&
      (!by.api || (dataset.a ?? "channel-manager") === by.api) &&
      (!by.tag || dataset.t.split(" ").includes(by.tag)) &&
      by.words.every((word) => text(entry).includes(word))
    );
  };

  const filter = () => {
    const data = new FormData(form);
    const by = { verdict: data.getAll("verdict") };
    for (const name of names.slice(1)) by[name] = data.get(name) ?? "";
    by.words = by.q.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const entry of cases) {
      const visible = fits(entry, by);
      if (entry.element.hidden === visible) entry.element.hidden = !visible;
      count += visible;
    }
    for (const group of groups) {
      const empty = group.querySelector(".case:not([hidden])") === null;
      if (group.hidden !== empty) group.hidden = empty;
    }
    shown.value = count === cases.length ? `${count} cases` : `${count} of ${cases.length} cases`;
    none.hidden = count > 0;
    return by;
  };

  // The address keeps the filter, so that a filtered page can be linked to.
  const remember = () => {
    const by = filter();
    const query = new URLSearchParams();
    for (const name of names) {
      const value = name === "verdict" ? by.verdict.join(",") : by[name];
      if (value) query.set(name, value);
    }
    const hash = query.toString().replaceAll("%2C", ",");
    history.replaceState(null, "", hash ? `#${hash}` : location.pathname + location.search);
  };

  const open = (target) => {
    for (let element = target; element; element = element.parentElement) {
      if (element.matches("details")) element.open = true;
      if (element.hidden) element.hidden = false;
    }
    (target.closest(".case") ?? target).scrollIntoView();
  };

  // What follows `#` is a place, or a filter.
  const follow = () => {
    const hash = location.hash.slice(1);
    if (!hash.includes("=")) {
      const target = hash && document.getElementById(hash);
      if (target) open(target);
      return;
    }
    const query = new URLSearchParams(hash);
    const verdicts = (query.get("verdict") ?? "").split(",");
    for (const box of form.querySelectorAll("input[type=checkbox]")) box.checked = verdicts.includes(box.value);
    for (const name of names.slice(1)) {
      const control = form.elements.namedItem(name);
      if (control) control.value = query.get(name) ?? "";
    }
    filter();
    document.getElementById("cases").scrollIntoView();
  };

  let due = 0;
  form.addEventListener("input", () => {
    cancelAnimationFrame(due);
    due = requestAnimationFrame(remember);
  });
  form.addEventListener("reset", () => requestAnimationFrame(remember));
  form.addEventListener("submit", (event) => event.preventDefault());
  addEventListener("hashchange", follow);
  addEventListener("keydown", (event) => {
    if (event.key === "/" && !event.ctrlKey && !event.metaKey && !event.target.closest("input, select")) {
      event.preventDefault();
      form.elements.namedItem("q").focus();
    }
  });

  // A button that copies a command: it would do nothing without a script, so the script makes it.
  document.addEventListener("toggle", (event) => {
    const details = event.target;
    if (!details.matches?.(".curl") || details.querySelector("button")) return;
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Copy";
    button.addEventListener("click", async () => {
      const command = details.querySelector("pre");
      try {
        await navigator.clipboard.writeText(command.textContent);
        button.textContent = "Copied";
      } catch {
        getSelection().selectAllChildren(command);
        button.textContent = "Selected";
      }
    });
    details.querySelector("summary").after(button);
  }, true);

  // On paper nothing can be opened: what did not pass is open already.
  let opened = [];
  addEventListener("beforeprint", () => {
    const closed = ".case:not(.passed):not([open]), .case:not(.passed) .x:not([open]), .fold:not([open])";
    opened = Array.from(document.querySelectorAll(closed));
    for (const details of opened) details.open = true;
  });
  addEventListener("afterprint", () => {
    for (const details of opened) details.open = false;
  });

  form.hidden = false;
  filter();
  follow();
}
