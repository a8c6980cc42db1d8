// Watches a page from inside: what each animation frame shows, and when the pointer moved.
// `window.benchCase` holds the case's CSS selectors. The method is in README.md.
(() => {
  if (window !== window.top) return;
  const BITS = 10;
  const LOW = -4;
  const HIGH = 4;
  const BLANK = -1;
  const GRID = { width: 80, height: 60 };
  const selectors = window.benchCase;

  const bench = {
    start: 0, // navigation, until a cell is run by hand
    frames: [], // [time, code of the barcode, or BLANK]
    paints: [], // [time, hash, ink] of a map's canvas, each time that it changed
    ticks: [], // time of each animation frame
    draws: [], // time of each drawing into the picture, before a frame shows it
    moves: [], // time at which the page is told of a trusted pointer event with the main button held
    hands: [], // time at which the mouse did that, of each of the same
    shown: [], // [time, number of sliders], each time that it changed
    ownMs: 0, // that the probes took themselves
    blocks: [], // [start, duration] of tasks that held the main thread for 50 ms or more
  };
  window.bench = bench;

  // Every animation callback of the page goes through one of ours, so that what is read after the
  // last of them is what this frame shows, a WebGL canvas included. Nothing in the page changes for
  // it: a frame in which nothing else changes costs neither layout nor paint.
  const onEachFrame = (observe) => {
    const askForFrame = window.requestAnimationFrame.bind(window);
    let waiting = new Map();
    let running = new Map();
    let lastId = 0;
    window.requestAnimationFrame = (callback) => {
      lastId += 1;
      waiting.set(lastId, callback);
      return lastId;
    };
    window.cancelAnimationFrame = (id) => {
      waiting.delete(id);
      running.delete(id);
    };
    const frame = (now) => {
      askForFrame(frame);
      [running, waiting] = [waiting, new Map()];
      for (const callback of running.values()) {
        try {
          callback(now);
        } catch (error) {
          reportError(error);
        }
      }
      const drawn = performance.now();
      observe(drawn);
      bench.ownMs += performance.now() - drawn;
    };
    askForFrame(frame);
  };

  // The sampling canvases live in memory, so that reading them back is cheap; the page's own
  // canvases are only drawn from.
  const sampler = (width, height, smooth) => {
    const canvas = Object.assign(document.createElement("canvas"), { width, height });
    const context = canvas.getContext("2d", { willReadFrequently: true });
    context.imageSmoothingEnabled = smooth;
    return (source, box) => {
      context.clearRect(0, 0, width, height);
      context.drawImage(source, ...box, 0, 0, width, height);
      return context.getImageData(0, 0, width, height).data;
    };
  };
  const widthOf = (element) => element.naturalWidth ?? element.width;
  const heightOf = (element) => element.naturalHeight ?? element.height;
  const luma = (data, i) => 0.3 * data[i] + 0.59 * data[i + 1] + 0.11 * data[i + 2];

  // ---- the live picture ------------------------------------------------------------------

  const readStrip = sampler(BITS + 2, 1, true);
  let box = null; // of the picture in its element, in fractions: a figure has margins

  const findBox = (element) => {
    const [width, height] = [widthOf(element), heightOf(element)];
    const data = sampler(width, height, false)(element, [0, 0, width, height]);
    let [left, top, right, bottom] = [width, height, -1, -1];
    for (let y = 0; y < height; y += 1) {
      for (let x = 0; x < width; x += 1) {
        const i = 4 * (y * width + x);
        if (data[i + 3] < 200 || luma(data, i) > 215) continue;
        left = Math.min(left, x);
        right = Math.max(right, x);
        top = Math.min(top, y);
        bottom = Math.max(bottom, y);
      }
    }
    if (right < left) return null;
    return {
      x: left / width,
      y: top / height,
      width: (right + 1 - left) / width,
      height: (bottom + 1 - top) / height,
    };
  };

  const hasShown = new WeakSet();

  const readCode = () => {
    const element = document.querySelector(selectors.picture);
    if (!element?.offsetHeight) return BLANK;
    // Chromium paints an image's old pixels until its new ones are there, though it cannot be
    // drawn from meanwhile (seen in a screencast): that frame is not blank.
    if (element.complete === false && hasShown.has(element)) return bench.code();
    if (!widthOf(element)) return BLANK;
    hasShown.add(element);
    box ??= findBox(element);
    if (!box) return BLANK;
    const [width, height] = [widthOf(element), heightOf(element)];
    const data = readStrip(element, [
      box.x * width,
      (box.y + box.height / 32) * height,
      box.width * width,
      (box.height / 16) * height,
    ]);
    let code = 0;
    for (let block = 0; block < BITS + 2; block += 1) {
      const value = luma(data, 4 * block);
      if (data[4 * block + 3] < 200 || (value > 110 && value < 145)) return BLANK;
      const bit = value >= 145 ? 1 : 0;
      if (block === 0 && bit !== 0) return BLANK;
      if (block === BITS + 1) return bit === 1 ? code : BLANK;
      if (block > 0) code = 2 * code + bit;
    }
    return BLANK;
  };

  // A picture without a barcode: a number that changes with its pixels.
  const readPixels = sampler(64, 64, true);
  const readHash = () => {
    const element = document.querySelector(selectors.picture);
    if (!element?.offsetHeight || !widthOf(element)) return BLANK;
    const box = [0, 0, widthOf(element), heightOf(element)];
    let hash = 2166136261;
    for (const value of readPixels(element, box)) hash = Math.imul(hash ^ value, 16777619);
    return hash >>> 0;
  };

  // An output that may stay the same as its code moves, as a sentence does: the number of answers.
  let answers = 0;
  const countAnswers = () => {
    window.Worker = class extends Worker {
      constructor(...values) {
        super(...values);
        this.addEventListener("message", ({ data }) => {
          if (data?.result?.decodeMs !== undefined) answers += 1;
        });
      }
    };
  };
  // The first output comes with the page, and needs no answer.
  const readAnswers = () => (document.querySelector(selectors.picture) ? answers : BLANK);

  const READERS = { barcode: readCode, pixels: readHash, answers: readAnswers };
  const read = READERS[selectors.reading ?? "barcode"];

  // Until a picture has been seen, the page is still loading: nothing is blank yet.
  const observePicture = (now) => {
    const code = read();
    if (code === BLANK && bench.frames.length === 0) {
      box = null;
      return;
    }
    bench.frames.push([now, code]);
  };

  // New pixels are in the page once they are drawn or loaded; from then on any frame shows them.
  const noteDraw = (target) => {
    if (target.isConnected && target.matches(selectors.picture)) bench.draws.push(performance.now());
  };
  const watchDraws = () => {
    const { prototype } = CanvasRenderingContext2D;
    for (const name of ["putImageData", "drawImage"]) {
      const draw = prototype[name];
      prototype[name] = function (...values) {
        draw.apply(this, values);
        noteDraw(this.canvas);
      };
    }
    document.addEventListener("load", ({ target }) => noteDraw(target), true);
    // An image may come into the page when it is loaded already.
    let picture = null;
    new MutationObserver(() => {
      const now = document.querySelector(selectors.picture);
      if (now !== picture && now?.complete) noteDraw(now);
      picture = now;
    }).observe(document, { childList: true, subtree: true });
  };

  bench.code = () => bench.frames.at(-1)?.[1] ?? BLANK;
  bench.relocate = () => {
    box = null;
  };
  bench.codeOf = (value) => {
    const span = Math.min(1, Math.max(0, (value - LOW) / (HIGH - LOW)));
    return Math.round(span * (2 ** BITS - 1));
  };
  bench.valueOf = (element) =>
    element instanceof HTMLInputElement
      ? element.valueAsNumber
      : Number((element.matches(".noUi-handle") ? element : element.querySelector(".noUi-handle"))
          .getAttribute("aria-valuetext"));
  bench.sliderCode = () => bench.codeOf(bench.valueOf(document.querySelector(selectors.slider)));

  // ---- the map ---------------------------------------------------------------------------

  const readGrid = sampler(GRID.width, GRID.height, false);

  bench.canvas = () => {
    let largest = null;
    for (const canvas of document.querySelectorAll(selectors.canvas)) {
      if (canvas.clientWidth < 200 || canvas.clientHeight < 200 || !canvas.width) continue;
      const area = canvas.clientWidth * canvas.clientHeight;
      if (!largest || area > largest.clientWidth * largest.clientHeight) largest = canvas;
    }
    return largest;
  };

  const observeMap = (now) => {
    const canvas = bench.canvas();
    if (!canvas) return;
    const pixels = new Uint32Array(
      readGrid(canvas, [0, 0, canvas.width, canvas.height]).buffer,
    );
    let hash = 2166136261;
    let ink = 0;
    let any = 0;
    for (const pixel of pixels) {
      hash = Math.imul(hash ^ pixel, 16777619);
      any |= pixel;
      if (pixel !== pixels[0]) ink += 1;
    }
    // A WebGL canvas that this frame did not draw reads as transparent: it still shows the last.
    if (any === 0 || hash === bench.paints.at(-1)?.[1]) return;
    bench.paints.push([now, hash, ink]);
  };

  // ---- the sliders -----------------------------------------------------------------------

  const observeSliders = (now) => {
    const count = document.querySelectorAll(selectors.sliders).length;
    if (count !== (bench.shown.at(-1)?.[1] ?? 0)) bench.shown.push([now, count]);
  };

  const inSight = (element) => {
    const { top, bottom } = element.getBoundingClientRect();
    return bottom > 0 && top < innerHeight;
  };
  // Those out of sight may follow when they come into it.
  bench.slidersInSightShow = (value) =>
    [...document.querySelectorAll(selectors.sliders)].every(
      (element) => Math.abs(bench.valueOf(element) - value) < 0.02 || !inSight(element),
    );

  // ---- waiting ---------------------------------------------------------------------------

  const waits = new Set();
  // Resolves with the time of the first frame in which `condition(time)` holds.
  bench.when = (condition, timeout = 30000) =>
    new Promise((resolve, reject) => {
      const wait = { condition, resolve, reject, until: performance.now() + timeout };
      waits.add(wait);
    });
  const settleWaits = (now) => {
    for (const wait of waits) {
      if (wait.condition(now)) wait.resolve(now);
      else if (now > wait.until) wait.reject(new Error(`not within the time: ${wait.condition}`));
      else continue;
      waits.delete(wait);
    }
  };
  // The list's last entry is `quiet` ms old, and so is the call.
  bench.quiet = (list, quiet, timeout = 30000) => {
    const from = performance.now();
    const lastChange = () => {
      const last = list.at(-1)?.[1];
      for (let i = list.length - 1; i > 0; i -= 1) {
        if (list[i - 1][1] !== last) return list[i][0];
      }
      return list[0]?.[0] ?? Number.POSITIVE_INFINITY;
    };
    return bench.when((now) => now - Math.max(from, lastChange()) > quiet, timeout);
  };

  // ---- start -----------------------------------------------------------------------------

  const noteMove = (event) => {
    if (!event.isTrusted || event.buttons === 0) return;
    bench.moves.push(performance.now());
    bench.hands.push(event.timeStamp);
  };
  addEventListener("pointerdown", noteMove, { capture: true });
  addEventListener("pointermove", noteMove, { capture: true });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) bench.blocks.push([entry.startTime, entry.duration]);
  }).observe({ type: "longtask", buffered: true });

  const observers = [];
  if (selectors.reading === "answers") countAnswers();
  if (selectors.picture) {
    observers.push(observePicture);
    watchDraws();
  }
  if (selectors.canvas) observers.push(observeMap);
  if (selectors.sliders) observers.push(observeSliders);
  onEachFrame((now) => {
    bench.ticks.push(now);
    for (const observe of observers) observe(now);
    settleWaits(now);
  });
})();
