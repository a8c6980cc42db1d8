// Counts what a view leaves behind; installed before any other script runs.
(() => {
  const live = (window.live = { listeners: 0, observers: 0, intervals: 0 });
  const held = new WeakMap();
  const key = (type, options) =>
    `${type}/${Boolean(typeof options === "object" ? options?.capture : options)}`;
  const table = (target, listener) => {
    if (!held.has(target)) held.set(target, new Map());
    const byListener = held.get(target);
    if (!byListener.has(listener)) byListener.set(listener, new Set());
    return byListener.get(listener);
  };
  // What hangs on an element of the view goes with it; only what outlives the view is counted.
  const outlives = (target) =>
    target === window || target === document || target instanceof MediaQueryList ||
    target === document.body || target === document.documentElement;
  const { addEventListener, removeEventListener } = EventTarget.prototype;
  EventTarget.prototype.addEventListener = function (type, listener, options) {
    if (listener && outlives(this)) {
      const names = table(this, listener);
      if (!names.has(key(type, options))) live.listeners += 1;
      names.add(key(type, options));
      options?.signal?.addEventListener("abort", () => {
        if (names.delete(key(type, options))) live.listeners -= 1;
      });
    }
    return addEventListener.call(this, type, listener, options);
  };
  EventTarget.prototype.removeEventListener = function (type, listener, options) {
    if (listener && outlives(this) && table(this, listener).delete(key(type, options))) {
      live.listeners -= 1;
    }
    return removeEventListener.call(this, type, listener, options);
  };
  for (const name of ["ResizeObserver", "IntersectionObserver", "MutationObserver"]) {
    const Base = window[name];
    window[name] = class extends Base {
      #on = false;
      observe(...args) {
        if (!this.#on) live.observers += 1;
        this.#on = true;
        return super.observe(...args);
      }
      disconnect() {
        if (this.#on) live.observers -= 1;
        this.#on = false;
        return super.disconnect();
      }
    };
  }
  const { setInterval, clearInterval } = window;
  const running = new Set();
  window.setInterval = (...args) => {
    const id = setInterval(...args);
    running.add(id);
    live.intervals = running.size;
    return id;
  };
  window.clearInterval = (id) => {
    clearInterval(id);
    running.delete(id);
    live.intervals = running.size;
  };
  // What is planned within a second: once there is nothing, no view has a wish left to tell.
  const planned = (window.planned = new Set());
  const { setTimeout, clearTimeout, requestAnimationFrame, cancelAnimationFrame } = window;
  window.setTimeout = (job, delay = 0, ...args) => {
    const id = setTimeout(() => {
      planned.delete(id);
      job(...args);
    }, delay);
    if (delay < 1000) planned.add(id);
    return id;
  };
  window.clearTimeout = (id) => {
    clearTimeout(id);
    planned.delete(id);
  };
  window.requestAnimationFrame = (draw) => {
    const id = requestAnimationFrame((now) => {
      planned.delete(`frame ${id}`);
      draw(now);
    });
    planned.add(`frame ${id}`);
    return id;
  };
  window.cancelAnimationFrame = (id) => {
    cancelAnimationFrame(id);
    planned.delete(`frame ${id}`);
  };
})();
