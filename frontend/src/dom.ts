// Elements from names and text; text is always text, whatever it holds.

type Attributes = Record<string, string | number | boolean | undefined>;

/** An element `tag.class`, with attributes and children; a string child becomes a text node. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className = "",
  attributes: Attributes = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  if (className) element.className = className;
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    // A page with a strict content policy refuses the attribute, and takes the property.
    if (name === "style") element.style.cssText = String(value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children);
  return element;
}

export function button(
  text: string,
  onClick: () => void,
  attributes: Attributes = {},
  className = "lw-button",
): HTMLButtonElement {
  const element = h("button", className, { type: "button", ...attributes }, text);
  element.addEventListener("click", onClick);
  return element;
}

/** Sets text only where it changes, so that a live region is not read out again. */
export function setText(element: Element, text: string): void {
  if (element.textContent === text) return;
  const { firstChild, lastChild } = element;
  // The node stays: a new one costs the browser more, at each frame of a drag.
  if (firstChild instanceof Text && firstChild === lastChild) firstChild.data = text;
  else element.textContent = text;
}

/** Sets it only where it changes: an attribute that is set again has its styles worked out again. */
export function setHidden(element: HTMLElement, hidden: boolean): void {
  if (element.hidden !== hidden) element.hidden = hidden;
}

/** Calls `job` once in the next animation frame however often it is asked to. */
export function eachFrame(job: () => void): { ask(): void; stop(): void } {
  let pending = 0;
  return {
    ask() {
      if (pending) return;
      pending = requestAnimationFrame(() => {
        pending = 0;
        job();
      });
    },
    stop() {
      cancelAnimationFrame(pending);
      pending = 0;
    },
  };
}
