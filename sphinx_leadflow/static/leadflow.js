/**
 * What a page can do beyond being read: copy prepared texts; sort, search, filter and export
 * status tables. Everything that is shown stands in the HTML already: without this file only
 * the buttons are missing. It stores nothing; a view of a table lives in the page's address,
 * after the `#`, which is never sent to a server.
 */
"use strict";

(() => {
  /**
   * Make an element.
   * @template {keyof HTMLElementTagNameMap} T
   * @param {T} tag
   * @param {string} className
   * @param {Record<string, string>} [attributes]
   * @param {...(Node | string)} children
   * @returns {HTMLElementTagNameMap[T]}
   */
  const make = (tag, className, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    if (className) element.className = className;
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  };

  // ── Copying ──────────────────────────────────────────────────────

  /**
   * Put text on the clipboard, in the old way where the page is not served safely.
   * @param {string} text
   * @returns {Promise<boolean>} whether it worked
   */
  const toClipboard = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      const area = make("textarea", "lf-sr", { "aria-hidden": "true" });
      area.value = text;
      document.body.append(area);
      area.select();
      const done = document.execCommand("copy");
      area.remove();
      return done;
    }
  };

  /**
   * A button that copies what `read` gives, and says so for a moment.
   * @param {string} label
   * @param {() => string} read
   * @param {string} [more] further classes
   * @returns {HTMLButtonElement}
   */
  const copyButton = (label, read, more = "") => {
    const words = make("span", "", { "aria-live": "polite" }, label);
    const button = make("button", `lf-button lf-copy ${more}`, { type: "button" }, words);
    button.addEventListener("click", async () => {
      const done = await toClipboard(read());
      words.textContent = done ? "Copied" : "Not copied: select it by hand";
      button.classList.toggle("lf-copied", done);
      button.focus();
      setTimeout(() => {
        words.textContent = label;
        button.classList.remove("lf-copied");
      }, 2000);
    });
    return button;
  };

  /**
   * The text of a prepared message: its paragraphs with empty lines between them.
   * @param {Element} letter
   * @returns {string}
   */
  const letterText = (letter) =>
    [...letter.querySelectorAll(".lf-letter-text > p")].map((p) => p.textContent.trim()).join("\n\n");

  /** Give every prepared message and every block of lines to paste a copy button. */
  const addCopyButtons = () => {
    for (const letter of document.querySelectorAll(".lf-letter")) {
      const top = letter.querySelector(".lf-letter-top");
      const send = letter.querySelector(".lf-letter-send");
      const actions = make("div", "lf-actions");
      actions.append(copyButton("Copy message", () => letterText(letter), "lf-main"));
      if (send) actions.append(...send.children);
      if (send) actions.lastElementChild.classList.add("lf-button", "lf-mail");
      send?.remove();
      top?.append(actions);
    }
    for (const block of document.querySelectorAll(".lf-paste")) {
      const lines = block.querySelector("pre");
      const where = block.querySelector(".lf-paste-where");
      const button = copyButton("Copy lines", () => lines?.textContent.replace(/\n*$/, "\n") ?? "");
      where?.replaceChildren(make("span", "", {}, ...where.childNodes), button);
    }
  };

  // ── Status tables ────────────────────────────────────────────────

  /**
   * @typedef {object} Row one lead
   * @property {HTMLTableRowElement} element
   * @property {string} text what a search looks through
   * @property {string[]} keys what each column is ordered by, without accents: comparing code
   *   points is fast enough for thousands of rows, comparing as a language does is not
   * @property {string} stage
   * @property {string} owner
   * @property {string[]} marks
   * @property {number} place its place on the server's page
   *
   * @typedef {object} Group rows below one heading
   * @property {HTMLTableRowElement | null} head
   * @property {string} summary the heading's own words
   * @property {Row[]} rows
   *
   * @typedef {object} View what a reader chose
   * @property {string} find
   * @property {string} stage
   * @property {string} owner
   * @property {string} state
   * @property {string} sort a column's key, with a `-` for the reverse order
   */

  /** So many rows are shown at once; the rest follows while the browser has nothing to do. */
  const AT_ONCE = 100;

  const STATES = ["overdue", "stale", "waiting", "open", "won", "lost", "parked", "void", "broken"];
  const ORDER = new Intl.Collator(document.documentElement.lang || "en");

  /**
   * Text as a search sees it: small letters without accents.
   * @param {string} text
   */
  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

  /**
   * The lines of a cell. The first one is bare; in tables that another builder than that of
   * HTML pages has written it is a paragraph like the others.
   * @param {Element} cell
   * @returns {string[]}
   */
  const lines = (cell) => {
    const found = [""];
    for (const node of cell.childNodes) {
      const isLine = node instanceof Element && node.tagName === "P";
      if (isLine && !node.matches(".lf-none")) found.push(node.textContent);
      else if (!isLine) found[0] += node.textContent;
    }
    return found.map((line) => line.replace(/[ \t\r\n\f]+/g, " ").trim());
  };

  /**
   * The words of a cell; its badges and second lines are set off by commas.
   * @param {Element} cell
   */
  const words = (cell) => lines(cell).filter(Boolean).join(", ");

  const DAY = /^\d{4}-\d\d-\d\d$/;

  /** How the cells of a column are ordered; its heading says so. */
  class Order {
    /** @param {HTMLTableCellElement} head */
    constructor(head) {
      /** `text`: as they read; `list`: by their place in a list; `each`: each one says it. */
      this.kind = head.dataset.lfKind ?? "";
      /** @type {Map<string, string>} */
      this.keys = new Map();
      /** @type {Map<string, string>} */
      this.days = new Map();
      (head.dataset.lfKeys ?? "").split("\n").forEach((line, place) => {
        const texts = line.split("\t");
        const day = DAY.test(texts[0]) ? texts[0] : "";
        for (const text of texts) {
          this.keys.set(text, String(place).padStart(6, "0"));
          if (day) this.days.set(text, day);
        }
      });
    }

    /**
     * The cell's value, or its badges if it has no other.
     * @param {Element} cell
     */
    text(cell) {
      const [bare, first] = lines(cell);
      return bare || (cell.querySelector(":scope > p:first-child:not([class])") ? first : "");
    }

    /**
     * What a cell is ordered by; empty cells come last.
     * @param {HTMLTableCellElement} cell
     */
    key(cell) {
      if (!this.kind) return "";
      const own = cell.dataset.lfSort;
      if (own !== undefined || this.kind === "each") return plain(own ?? "");
      const text = this.text(cell);
      return this.kind === "text" ? plain(text) : this.keys.get(text) ?? "";
    }

    /**
     * What a cell says to a spreadsheet: a day as 2026-11-23, numbers without spaces.
     * @param {HTMLTableCellElement} cell
     */
    value(cell) {
      const own = cell.dataset.lfSort ?? "";
      return this.days.get(this.text(cell)) ?? (DAY.test(own) ? own
        : words(cell).replace(/(\d)\u202f(?=\d)/g, "$1"));
    }
  }

  /** A status table with its controls. */
  class Table {
    /**
     * @param {HTMLElement} box
     * @param {number} number which table of the page this is
     */
    constructor(box, number) {
      this.box = box;
      this.what = box.classList.contains("lf-events") ? "events" : "leads";
      this.name = `${this.what}${number || ""}`;
      this.table = /** @type {HTMLTableElement} */ (box.querySelector("table"));
      this.body = this.table.tBodies[0];
      this.heads = [...this.table.tHead.rows[0].cells];
      this.columns = this.heads.map((head) => /lf-col-(\S+)/.exec(head.className)?.[1] ?? "");
      this.orders = this.heads.map((head) => new Order(head));
      this.given = this.readOrder();
      this.groups = this.readGroups();
      this.rows = this.groups.flatMap((group) => group.rows);
      /** @type {Map<Element, number>} */
      this.ranks = new Map([...this.body.rows].map((part, place) => [part, place]));
      this.last = this.body.rows.length;
      /** @type {View} */
      this.view = { find: "", stage: "", owner: "", state: "", sort: "" };
      this.addControls();
      this.addOrders();
      this.addSorting();
      this.keepWidths();
      this.tell(this.rows, false);
      this.readAddress();
      addEventListener("hashchange", () => this.readAddress());
      addEventListener("resize", () => this.keepWidths());
    }

    /** The order that the rows come in, as the view would say it. */
    readOrder() {
      const index = this.heads.findIndex((head) => head.dataset.lfOrder);
      if (index < 0) return "";
      return (this.heads[index].dataset.lfOrder === "descending" ? "-" : "") + this.columns[index];
    }

    /** @returns {Group[]} */
    readGroups() {
      /** @type {Group[]} */
      const groups = [];
      const filters = (this.table.tHead.rows[0].dataset.lfFilters ?? "").split("\n")
        .map((line) => line.split("\t"));
      [...this.body.rows].forEach((element, place) => {
        const isHead = element.classList.contains("lf-group-row");
        if (isHead || !groups.length) {
          const summary = isHead ? element.querySelector(".lf-group-sum")?.textContent ?? "" : "";
          groups.push({ head: isHead ? element : null, summary, rows: [] });
        }
        if (isHead) return;
        const [stage = "", owner = "", marks = ""] = filters[element.dataset.lfAt] ?? [];
        groups[groups.length - 1].rows.push({
          element, place,
          text: plain([...element.cells].map(words).join(" ")),
          keys: [...element.cells].map((cell, column) => this.orders[column].key(cell)),
          stage, owner, marks: marks.split(" "),
        });
      });
      return groups;
    }

    /** Search field, filters, export and the way back to all rows, above the table. */
    addControls() {
      const what = `Search ${this.what}`;
      this.search = make("input", "", {
        type: "search", placeholder: what, "aria-label": what });
      this.search.addEventListener("input", () => this.choose({ find: this.search.value }));
      const stages = this.distinct((row) => row.stage);
      const owners = this.distinct((row) => row.owner).sort(ORDER.compare);
      const marks = new Set(this.rows.flatMap((row) => row.marks));
      this.selects = {
        stage: this.select("stage", "Stage", stages),
        owner: this.select("owner", "Owner", owners),
        state: this.select("state", "State", STATES.filter((state) => marks.has(state))),
      };
      const csv = make("button", "lf-button lf-csv", { type: "button" }, "CSV");
      csv.title = "Save what is shown as CSV";
      csv.addEventListener("click", () => this.save());
      this.reset = make("button", "lf-button lf-reset", { type: "button" }, "Show all");
      this.reset.addEventListener("click", () => {
        this.choose({ find: "", stage: "", owner: "", state: "" });
        this.setControls();
        this.search.focus();
      });
      const shown = this.box.querySelector(".lf-shown");
      this.count = shown.querySelector(".lf-shown-count > strong");
      this.tallies = [...shown.querySelectorAll(".lf-badge")];
      shown.setAttribute("role", "status");
      this.none = make("p", "lf-empty", {}, "No lead matches.");
      this.box.append(this.none);
      const bar = make("div", "lf-filters", { role: "group", "aria-label": `Filter ${this.what}` });
      bar.append(this.search, ...Object.values(this.selects), csv, this.reset);
      this.box.prepend(bar);
    }

    /**
     * @param {(row: Row) => string} read
     * @returns {string[]}
     */
    distinct(read) {
      return [...new Set(this.rows.map(read).filter(Boolean))];
    }

    /**
     * @param {"stage" | "owner" | "state"} key
     * @param {string} title
     * @param {string[]} options
     */
    select(key, title, options) {
      const element = make("select", "", { "aria-label": title },
        new Option(`${title}: all`, ""), ...options.map((one) => new Option(one, one)));
      element.hidden = options.length < 2;
      element.dataset.lfCount = String(options.length);
      element.addEventListener("change", () => this.choose({ [key]: element.value }));
      return element;
    }

    /** On a phone there are no headings to click: the orders as a list. */
    addOrders() {
      this.order = make("select", "lf-order", { "aria-label": "Order" }, new Option("Order: as given", ""));
      this.heads.forEach((head, index) => {
        if (!this.isSortable(index)) return;
        const [title, column] = [head.textContent.trim(), this.columns[index]];
        this.order.append(new Option(`Order: ${title}`, column),
          new Option(`Order: ${title}, reversed`, `-${column}`));
      });
      this.order.addEventListener("change", () => this.choose({ sort: this.order.value }));
      this.box.querySelector(".lf-filters .lf-csv").before(this.order);
    }

    /** @param {number} index */
    isSortable(index) {
      return this.rows.some((row) => row.keys[index]);
    }

    /** Headings become buttons that order by their column: up, down, as it was. */
    addSorting() {
      this.heads.forEach((head, index) => {
        if (!this.isSortable(index)) return;
        const label = head.querySelector("p") ?? head;
        const button = make("button", "lf-sort", { type: "button" }, ...label.childNodes);
        label.append(button);
        button.addEventListener("click", () => {
          const column = this.columns[index];
          const now = this.view.sort || this.given;
          const back = this.given.replace(/^-/, "") === column ? column : "";
          const next = { [column]: `-${column}`, [`-${column}`]: back }[now] ?? column;
          this.choose({ sort: next === this.given ? "" : next });
        });
      });
    }

    /**
     * Change the view, show it and write it into the address.
     * @param {Partial<View>} change
     */
    choose(change) {
      Object.assign(this.view, change);
      this.show();
      clearTimeout(this.writing);
      this.writing = setTimeout(() => this.writeAddress(), 150);
    }

    /** Browsers refuse to do this for every letter that is typed. */
    writeAddress() {
      const query = new URLSearchParams(
        Object.entries(this.view).filter(([, value]) => value)).toString();
      const place = query ? `#${this.name}?${query}` : location.pathname + location.search;
      history.replaceState(history.state, "", place);
    }

    /** Take the view from the address, if it names one of this table. */
    readAddress() {
      const [name, query] = location.hash.slice(1).split("?");
      if (name !== this.name || !query) return;
      const asked = new URLSearchParams(query);
      for (const key of Object.keys(this.view)) this.view[key] = asked.get(key) ?? "";
      if (!this.columns.includes(this.view.sort.replace(/^-/, ""))) this.view.sort = "";
      this.setControls();
      this.show();
      this.box.scrollIntoView();
    }

    /** Let the search field and the filters say what the view does. */
    setControls() {
      this.search.value = this.view.find;
      for (const [key, select] of Object.entries(this.selects)) this.pick(select, this.view[key]);
    }

    /**
     * Let a filter say a value. One that no row has any more, as an old link may ask for, is
     * offered as long as it is chosen: else nobody would see why no row is shown.
     * @param {HTMLSelectElement} select
     * @param {string} value
     */
    pick(select, value) {
      select.querySelector(".lf-gone")?.remove();
      select.value = value;
      if (select.selectedIndex < 0) {
        const gone = new Option(`${value} (no ${this.what})`, value, false, true);
        gone.className = "lf-gone";
        select.append(gone);
      }
      select.hidden = !value && Number(select.dataset.lfCount) < 2;
    }

    /**
     * @param {Row} row
     * @param {string[]} terms
     */
    passes(row, terms) {
      const { stage, owner, state } = this.view;
      return (!stage || row.stage === stage) && (!owner || row.owner === owner)
        && (!state || row.marks.includes(state)) && terms.every((term) => row.text.includes(term));
    }

    /** Show the rows of the view in its order. */
    show() {
      const terms = plain(this.view.find).split(/\s+/).filter(Boolean);
      const filtered = terms.length || this.view.stage || this.view.owner || this.view.state;
      const compare = this.comparison();
      /** @type {Row[]} */
      const shown = [];
      const parts = [];
      for (const { head, summary, rows } of this.groups) {
        const found = rows.filter((row) => this.passes(row, terms)).sort(compare);
        if (head) {
          head.querySelector(".lf-group-sum").textContent =
            found.length < rows.length ? `${found.length} of ${rows.length} shown` : summary;
          if (found.length) parts.push(head);
        }
        parts.push(...found.map((row) => row.element));
        shown.push(...found);
      }
      const isMoved = parts.some((part, index) => index && this.rank(part) < this.rank(parts[index - 1]));
      for (const part of this.body.rows) part.hidden = true;
      this.reveal(parts, isMoved, 0);
      this.tell(shown, Boolean(filtered));
    }

    /**
     * Where a row or a heading stands among the others now.
     * @param {Element} part
     */
    rank(part) {
      return this.ranks.get(part);
    }

    /**
     * Show the first rows, and the others bit by bit. Moving a row costs more than all else: it
     * is moved when it is shown, and one that is not shown stays where it is.
     * @param {HTMLTableRowElement[]} parts
     * @param {boolean} isMoved
     * @param {number} start
     */
    reveal(parts, isMoved, start) {
      clearTimeout(this.revealing);
      const some = parts.slice(start, start + AT_ONCE);
      if (isMoved) {
        this.body.append(...some);
        for (const part of some) this.ranks.set(part, ++this.last);
      }
      for (const part of some) part.hidden = false;
      if (start + AT_ONCE >= parts.length) return;
      this.revealing = setTimeout(() => this.reveal(parts, isMoved, start + AT_ONCE), 30);
    }

    /** In a long table columns keep the widths they have: laying it out again takes long. */
    keepWidths() {
      if (this.rows.length <= AT_ONCE) return;
      this.table.classList.remove("lf-large");
      for (const head of this.heads) head.style.width = "";
      const widths = this.heads.map((head) => head.getBoundingClientRect().width);
      const sum = widths.reduce((one, two) => one + two, 0);
      if (!sum) return;
      this.heads.forEach((head, index) => { head.style.width = `${(100 * widths[index]) / sum}%`; });
      this.table.classList.add("lf-large");
    }

    /** @returns {(a: Row, b: Row) => number} empty cells come last either way */
    comparison() {
      const down = this.view.sort.startsWith("-");
      const column = this.columns.indexOf(this.view.sort.replace(/^-/, ""));
      if (column < 0) return (a, b) => a.place - b.place;
      return (a, b) => {
        const [one, two] = [a.keys[column], b.keys[column]];
        if (!one || !two) return one ? -1 : two ? 1 : a.place - b.place;
        if (one === two) return a.place - b.place;
        return one < two !== down ? -1 : 1;
      };
    }

    /**
     * Say how many rows there are, and which column orders them.
     * @param {Row[]} shown
     * @param {boolean} filtered
     */
    tell(shown, filtered) {
      this.shown = shown;
      this.count.textContent = String(shown.length);
      for (const badge of this.tallies) {
        const mark = /lf-(?!badge)(\S+)/.exec(badge.className)[1];
        const number = shown.filter((row) => row.marks.includes(mark)).length;
        badge.textContent = `${number} ${mark}`;
        badge.hidden = !number;
      }
      this.none.hidden = shown.length > 0;
      this.table.hidden = !shown.length;
      this.reset.hidden = !filtered;
      this.order.value = this.view.sort;
      this.heads.forEach((head, index) => {
        const column = this.columns[index];
        const order = { [column]: "ascending", [`-${column}`]: "descending" }[this.view.sort || this.given];
        if (order) head.setAttribute("aria-sort", order);
        else head.removeAttribute("aria-sort");
      });
    }

    /** Save what is shown, in the order shown; badges become a column of their own. */
    save() {
      const heads = this.heads.map((head) => head.textContent.trim());
      const lines = [[...heads, named("State", heads)],
        ...this.shown.map((row) => [
          ...[...row.element.cells].map((cell, column) => this.orders[column].value(cell)),
          row.marks.join(" ")])];
      const text = lines.map((line) => line.map(csvCell).join(",")).join("\r\n");
      const file = new Blob(["\ufeff", text, "\r\n"], { type: "text/csv;charset=utf-8" });
      const link = make("a", "", { href: URL.createObjectURL(file), download: `${this.what}.csv` });
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    }
  }

  /**
   * A name for a further column, another than those that are taken.
   * @param {string} name
   * @param {string[]} taken
   * @returns {string}
   */
  const named = (name, taken) => (taken.includes(name) ? named(`${name} (marks)`, taken) : name);

  /**
   * A cell that no spreadsheet takes for a formula.
   * @param {string} value
   */
  const csvCell = (value) => {
    const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };

  const start = () => {
    addCopyButtons();
    let number = 0;
    for (const box of document.querySelectorAll(".lf-leads")) new Table(box, number++);
  };
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", start);
  else start();
})();
