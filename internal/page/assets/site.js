// What needs a script is drawn by the script, so that without it nothing on a page is dead.
(() => {
  const root = document.documentElement;
  const find = (selector) => document.querySelector(selector);

  function button(text, label, press) {
    const b = document.createElement("button");
    b.type = "button";
    b.textContent = text;
    if (label) {
      b.title = label;
      // what is seen must be part of what is heard
      b.setAttribute("aria-label", text + " " + label);
    }
    b.addEventListener("click", press);
    return b;
  }

  // The size of the text is kept on the device; the classes are those of the style sheet.
  const sizes = ["text-s", "", "text-l", "text-xl"];
  let size = 1;
  function resize(to) {
    size = Math.min(Math.max(to, 0), sizes.length - 1);
    root.classList.remove(...sizes.filter(Boolean));
    if (sizes[size]) root.classList.add(sizes[size]);
  }
  function choose(to) {
    resize(to);
    try {
      localStorage.setItem("text-size", sizes[size]);
    } catch {
      // a browser that keeps nothing: the choice holds for this page
    }
  }
  try {
    const kept = sizes.indexOf(localStorage.getItem("text-size") || "");
    if (kept >= 0) resize(kept);
  } catch {
    // as above
  }
  const tools = find("[data-smaller]");
  if (tools) {
    tools.setAttribute("role", "group");
    tools.dir = "ltr";
    tools.setAttribute("aria-label", tools.dataset.size);
    tools.append(
      button("A\u2212", tools.dataset.smaller, () => choose(size - 1)),
      button("A", tools.dataset.normal, () => choose(1)),
      button("A+", tools.dataset.larger, () => choose(size + 1)),
    );
  }

  const share = find("[data-copy]");
  if (share) {
    const said = document.createElement("span");
    said.setAttribute("role", "status");
    const copy = button(share.dataset.copy, "", async () => {
      const link = find("link[rel=canonical]");
      await navigator.clipboard.writeText(link ? link.href : location.href);
      said.textContent = share.dataset.copied;
    });
    const list = share.querySelector("ul");
    const add = (...what) => {
      const li = document.createElement("li");
      li.append(...what);
      list.append(li);
    };
    if (navigator.clipboard) add(copy, said);
    add(button(share.dataset.print, "", () => print()));
  }

  // An open list of sections closes on Escape and when something else is pressed.
  const menus = () => document.querySelectorAll(".sections details[open]");
  addEventListener("keydown", (e) => {
    if (e.key !== "Escape") return;
    for (const d of menus()) {
      d.open = false;
      d.querySelector("summary").focus();
    }
  });
  addEventListener("click", (e) => {
    for (const d of menus()) if (!d.contains(e.target)) d.open = false;
  });
})();
