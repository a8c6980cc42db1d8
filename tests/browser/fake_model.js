// A stand-in for the kernel: a space whose answers are computed in the page, so that a test can
// assert that the pixels shown are `fake.decode(z)`. Every figure is a function of a seed.

function mulberry32(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

function gaussian(random) {
  return Math.sqrt(-2 * Math.log(random() || 1e-9)) * Math.cos(2 * Math.PI * random());
}

const view = (array) => new DataView(array.buffer, array.byteOffset, array.byteLength);
const dtype = (array) => array.constructor.name.replace("Array", "").toLowerCase();
const trait = (array, shape = [array.length]) => ({
  dtype: dtype(array),
  shape,
  data: view(array),
});

export const DEFAULTS = {
  name: "digits/fake",
  nSamples: 1797,
  dims: 16,
  dead: 3,
  size: 24, // of a picture, in pixels
  categories: ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"],
  delay: 0, // ms that a decode takes
  aboutDelay: 0,
  fingerprint: "ab".repeat(32), // of its model
  identityDelay: 0, // ms until it is said which model this is
  canEncode: true,
  fromData: true,
  hasSamples: true,
  encoding: "rgba8", // or "jpeg": frames come as JPEG unless asked exact
  fail: null, // the message with which decode fails
  notFinite: 0,
  notice: null, // what frames say of themselves
  firstFrame: true,
  tsneSteps: 12,
  placeSteps: 3, // of a search, where there is no encoder
  placeDelay: 10,
  drawn: true, // the data are drawings on black paper
  channels: 1, // that the pictures are said to have
  pathSteps: 3,
  curvesError: null, // the message with which curves fail
  doubt: null, // of all places of the map, where it is given
  spreadError: null, // the message with which posteriors cannot be had
  seed: 0,
  runtime: "auto", // where `page` is given
  medium: null, // the kind of output where it is no picture, and its options: fake_media.js
  media: {},
  // The dimensions that go together, as the kernel proposes them.
  styleGroups: {
    groups: [
      { name: "outline", dims: Uint32Array.of(0, 1, 2), carries: "size tells 60% of their variance" },
      { name: "rest", dims: Uint32Array.of(3, 4, 5), carries: "" },
    ],
    how: "By what the data tell.",
  },
  sound: null, // where a melody's library is to be had, as the kernel describes it
  page: null, // a model that the page can decode: `sheet`, as `page_model` answers; its `weights`
  source: null, // the expression that gives the space in Python
  pageReads: true, // whether the page may have the codes, to measure others by them
  pageError: null, // the message with which the export fails
};

/** A trait's value with its arrays as plain lists. */
function plain(value) {
  if (value && typeof value === "object" && value.data instanceof DataView) {
    const type = { float32: Float32Array, uint32: Uint32Array, uint8: Uint8Array }[value.dtype];
    const { buffer, byteOffset } = value.data;
    return Array.from(new type(buffer, byteOffset, value.shape.reduce((a, b) => a * b, 1)));
  }
  if (Array.isArray(value)) return value.map(plain);
  if (value && typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, plain(v)]));
  }
  return value;
}

/** What the model that is given to the page computes: sigmoid(weights · z + bias), in grey. */
function decodeLinear(z, { weights, bias }) {
  const pixels = new Uint8Array(4 * bias.length).fill(255);
  for (let i = 0; i < bias.length; i++) {
    let sum = bias[i];
    for (let d = 0; d < z.length; d++) sum += z[d] * weights[d * bias.length + i];
    pixels.fill(Math.round(255 / (1 + Math.exp(-sum))), 4 * i, 4 * i + 3);
  }
  return pixels;
}

/** The decoder: a ring drawn by the first eight dimensions over stripes drawn by the rest. */
export function decode(z, size) {
  const pixels = new Uint8Array(4 * size * size);
  const at = (i) => z[i] ?? 0;
  const squeeze = (x) => 1 / (1 + Math.exp(-x));
  const radius = 0.28 + 0.2 * squeeze(at(0));
  const slant = 0.35 * Math.tanh(0.6 * at(1));
  const weight = 0.06 + 0.14 * squeeze(at(2));
  const aspect = 0.6 + 0.8 * squeeze(at(3));
  const rest = Array.from(z).slice(6);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const y = (2 * (row + 0.5)) / size - 1;
      const x = ((2 * (column + 0.5)) / size - 1 + slant * y) * aspect;
      const bend = 0.16 * Math.tanh(at(4)) * Math.sin(3 * Math.atan2(y, x));
      const ring = Math.exp(-(((Math.hypot(x, y) - 2 * radius - bend) / weight) ** 2));
      const bar = Math.exp(-(((y - 0.4 * Math.tanh(at(5))) / 0.12) ** 2)) * (Math.abs(x) < 0.5);
      const stripe = rest.length ? 0.08 * squeeze(rest[(row + column) % rest.length]) : 0;
      const value = Math.min(255, Math.round(255 * (0.85 * Math.max(ring, 0.7 * bar) + stripe)));
      pixels.set([value, value, value, 255], 4 * (row * size + column));
    }
  }
  return pixels;
}

async function toJpeg(pixels, width, height) {
  const canvas = new OffscreenCanvas(width, height);
  const image = new ImageData(new Uint8ClampedArray(pixels), width, height);
  canvas.getContext("2d").putImageData(image, 0, 0);
  const blob = await canvas.convertToBlob({ type: "image/jpeg", quality: 0.8 });
  return new Uint8Array(await blob.arrayBuffer());
}

/** The model of one widget or of the state, with the interface that anywidget hands out. */
export class FakeModel {
  constructor(traits, onSend = () => {}) {
    this.traits = { ...traits };
    this.listeners = new Set();
    this.saved = [];
    this.dirty = new Set();
    this.comm_live = true;
    this.onSend = onSend;
  }
  get(name) {
    return this.traits[name];
  }
  set(name, value) {
    this.traits[name] = value;
    this.dirty.add(name);
    this.fire(`change:${name}`);
  }
  save_changes() {
    for (const name of this.dirty) this.saved.push([name, this.traits[name]]);
    this.dirty.clear();
  }
  send(content, _callbacks, buffers = []) {
    this.onSend(structuredClone(content), buffers);
  }
  on(event, callback, context) {
    this.listeners.add({ event, callback, context });
  }
  off(event, callback, context) {
    for (const entry of [...this.listeners]) {
      const same =
        (event == null || entry.event === event) &&
        (callback == null || entry.callback === callback) &&
        (context == null || entry.context === context);
      if (same) this.listeners.delete(entry);
    }
  }
  fire(event, ...args) {
    for (const entry of [...this.listeners]) {
      if (entry.event === event) entry.callback.call(entry.context, ...args);
    }
  }
  /** As anywidget's `modelProxy`: all listeners of one context go when it closes. */
  proxy(context, widget_manager) {
    return {
      get: (name) => this.get(name),
      set: (name, value) => this.set(name, value),
      save_changes: () => this.save_changes(),
      send: (...args) => this.send(...args),
      on: (event, callback) => this.on(event, callback, context),
      off: (event, callback) => this.off(event, callback, context),
      widget_manager,
    };
  }
}

/** What a view's half in Python answers. */
function answerView(model, { kind, id }) {
  if (kind !== "as_python") return;
  const result = { text: `view = lw.${model.get("python_class")}(space)\n` };
  queueMicrotask(() => model.fire("msg:custom", { kind: "reply", id, ok: true, result }, []));
}

const DIRECTED = new Set([
  "codes",
  "direction",
  "edit_direction",
  "find_direction",
  "keep_direction",
  "restore_directions",
]);

export class FakeSpace {
  constructor(options = {}) {
    this.options = { ...DEFAULTS, ...options };
    const { medium, media } = this.options;
    this.medium = medium && MEDIA[medium](media);
    this.id = `fake-${Math.random().toString(36).slice(2)}`;
    this.sent = []; // every message of the page, as [content, buffers]
    this.shown = []; // every decode answered, as its z
    this.views = []; // the models of what was mounted
    this.keepLost = false;
    this.waiting = new Map(); // decodes and projections under way: id -> timer
    this.dead = false;
    this.#makeData();
    this.directions = new FakeDirections(this);
    this.state = new FakeModel(this.#traits(), (content, buffers) => this.#hear(content, buffers));
  }

  // -- what tests use ------------------------------------------------------------------------

  decode(z) {
    const { page, size } = this.options;
    if (this.medium) return this.medium.decode(z);
    return page ? decodeLinear(z, page) : decode(z, size);
  }

  /** What tells it from others, as the kernel says it. */
  identity() {
    const { name, dims, nSamples, seed, source, fingerprint } = this.options;
    return {
      space: {
        name,
        fingerprint,
        latent_shape: [dims],
        n_samples: nSamples,
        seed,
        trace: [0.5 + seed],
        spread: [1],
      },
      package: "1.2.3",
      source,
    };
  }

  count(kind) {
    return this.sent.filter(([content]) => content.kind === kind).length;
  }

  /** The last value of a trait that the page saved, arrays as plain lists. */
  lastSaved(name) {
    const found = this.state.saved.filter(([saved]) => saved === name).at(-1);
    return found ? plain(found[1]) : null;
  }

  /** A trait's value now, arrays as plain lists. */
  plain(name) {
    return plain(this.state.get(name));
  }

  /** As `space.z = ...` in Python. */
  setZ(z) {
    this.state.set("z", trait(Float32Array.from(z)));
    this.state.dirty.clear();
  }

  setTrait(name, value) {
    this.state.set(name, value);
    this.state.dirty.clear();
  }

  /** The kernel dies, and the front end does not tell. */
  killSilently() {
    this.dead = true;
    this.state.comm_live = false;
  }

  /** The kernel dies: no answer comes any more and the front end closes the comm. */
  kill() {
    this.dead = true;
    for (const timer of this.waiting.values()) clearTimeout(timer);
    this.state.comm_live = false;
    this.state.fire("comm_live_update");
  }

  get widgetManager() {
    return {
      get_model: async (id) => {
        if (id !== this.id) throw new Error(`no model ${id}`);
        return this.state;
      },
    };
  }

  /** Renders the widget module's view as anywidget does; resolves to how to close it. */
  async mount(widget, element, { traits = {}, withHost = true, model: given } = {}) {
    const state = `anywidget:${this.id}`;
    const model = given ?? new FakeModel({ state, ...traits }, (content) => answerView(model, content));
    this.views.push(model);
    const controller = new AbortController();
    const contexts = [];
    const host = {
      getModel: async () => {
        const context = Symbol("context");
        contexts.push(context);
        return this.state.proxy(context, this.widgetManager);
      },
    };
    const manager = withHost === "none" ? undefined : this.widgetManager;
    const cleanup = await widget.render({
      model: model.proxy(Symbol("view"), manager),
      el: element,
      signal: controller.signal,
      ...(withHost === true ? { host } : {}),
    });
    return async () => {
      controller.abort();
      for (const context of contexts) this.state.off(null, null, context);
      await Promise.resolve();
      cleanup?.();
    };
  }

  // -- the data --------------------------------------------------------------------------------

  #makeData() {
    const { nSamples, dims, categories, dead, seed } = this.options;
    const random = mulberry32(seed + 1);
    const live = Math.max(1, dims - dead);
    const nClasses = Math.max(1, categories.length);
    const centres = Array.from({ length: nClasses }, (_, k) => {
      const angle = (2 * Math.PI * k) / nClasses;
      return Array.from({ length: dims }, (_, d) => {
        if (d === 0) return 1.7 * Math.cos(angle);
        if (d === 1) return 1.5 * Math.sin(angle);
        return d < live ? 0.7 * gaussian(random) : 0;
      });
    });
    this.codes = new Float32Array(nSamples * dims);
    this.labels = new Uint16Array(nSamples);
    this.values = new Float32Array(nSamples);
    for (let i = 0; i < nSamples; i++) {
      const label = Math.floor(random() * nClasses);
      this.labels[i] = label;
      for (let d = 0; d < dims; d++) {
        const spread = d < live ? 0.42 : 0.02;
        this.codes[i * dims + d] = centres[label][d] + spread * gaussian(random);
      }
      this.values[i] = i % 50 === 7 ? Number.NaN : this.codes[i * dims + 1];
    }
  }

  code(index) {
    const { dims } = this.options;
    return this.codes.slice(index * dims, (index + 1) * dims);
  }

  #sliders() {
    const { dims, nSamples, dead } = this.options;
    const mean = new Float32Array(dims);
    const sd = new Float32Array(dims);
    const low = new Float32Array(dims);
    const high = new Float32Array(dims);
    const histogram = new Float32Array(dims * 24);
    const step = Math.max(1, Math.floor(nSamples / 2000));
    for (let d = 0; d < dims; d++) {
      const column = [];
      for (let i = 0; i < nSamples; i += step) column.push(this.codes[i * dims + d]);
      column.sort((a, b) => a - b);
      mean[d] = column.reduce((sum, x) => sum + x, 0) / column.length;
      sd[d] = Math.sqrt(column.reduce((sum, x) => sum + (x - mean[d]) ** 2, 0) / column.length);
      low[d] = column[Math.floor(0.005 * column.length)] - 0.25 * sd[d];
      high[d] = column[Math.floor(0.995 * (column.length - 1))] + 0.25 * sd[d];
      for (const x of column) {
        const bin = Math.floor((24 * (x - low[d])) / (high[d] - low[d]));
        if (bin >= 0 && bin < 24) histogram[d * 24 + bin] += 1;
      }
      const top = Math.max(...histogram.subarray(d * 24, d * 24 + 24), 1);
      for (let b = 0; b < 24; b++) histogram[d * 24 + b] /= top;
    }
    const effect = Float32Array.from({ length: dims }, (_, d) => (d < dims - dead ? 1 / (1 + d) : 0));
    // Not the identity, so that a view which forgets the order is found out.
    const order = Uint32Array.from({ length: dims }, (_, d) => d);
    if (dims > 3) [order[0], order[1], order[2], order[3]] = [3, 1, 0, 2];
    for (let rank = 0; rank < dims; rank++) effect[order[rank]] = rank < dims - dead ? 1 / (1 + rank) : 0;
    return {
      order: trait(order),
      effect: trait(effect),
      low: trait(low),
      high: trait(high),
      mean: trait(mean),
      sd: trait(sd),
      dead: trait(Uint8Array.from(effect, (value) => (value === 0 ? 1 : 0))),
      histogram: trait(histogram, [dims, 24]),
      ready: true,
    };
  }

  #traits() {
    const { name, nSamples, dims, size, canEncode, fromData, hasSamples, firstFrame } = this.options;
    const z = this.code(0);
    return {
      protocol: 1,
      description: {
        name,
        n_samples: nSamples,
        latent_shape: [dims],
        latent_size: dims,
        modality: this.medium?.modality ?? { kind: "image", height: size, width: size, channels: this.options.channels },
        can_encode: canEncode,
        has_posteriors: canEncode,
        from_data: fromData,
        has_samples: hasSamples,
        prior: "normal",
        device: "cpu",
        dropped: 0,
        path: { name: "lerp", reason: "codes of encoded data" },
        projections: ["pca", "tsne"],
        colours: [
          { name: "digit", kind: "categorical" },
          { name: "slant", kind: "numeric" },
        ],
        ...(this.options.sound ? { sound: this.options.sound } : {}),
      },
      z: trait(z),
      selection: trait(new Uint32Array(0)),
      bookmarks: [],
      directions: { version: 1, entries: [] },
      sliders: this.#sliders(),
      projection: this.#inline(this.#projection("pca", 2)),
      colour: this.#inline(this.#colour("digit")),
      runtime: this.options.page ? this.options.runtime : "kernel",
      frame: firstFrame
        ? this.#inline({ ...this.#meta(z), ...this.#picture(this.decode(z)) })
        : null,
    };
  }

  /** A result's typed arrays as a trait carries them. */
  #inline(result) {
    const entries = Object.entries(result).map(([key, value]) => {
      if (key === "plane" && value) return [key, this.#inline(value)];
      if (!ArrayBuffer.isView(value)) return [key, value];
      const dims = key === "coordinates" ? [value.length / result.dims, result.dims] : [value.length];
      return [key, trait(value, dims)];
    });
    return Object.fromEntries(entries);
  }

  // -- the map ---------------------------------------------------------------------------------

  // PCA is the plane of the first dimensions; t-SNE here is that plane, twisted.
  locate(z, method = "pca", dims = 2) {
    const [x, y, w] = [z[0] ?? 0, z[1] ?? 0, z[2] ?? 0];
    if (method === "pca") return [x, y, w].slice(0, dims);
    const angle = 0.6 * Math.hypot(x, y);
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    return [8 * (x * cos - y * sin), 8 * (x * sin + y * cos), 8 * w].slice(0, dims);
  }

  /** `off`: how much of the anchor's part beside the map is held. */
  invert(point, anchor, method = "pca", off = 1) {
    const z = Float32Array.from(anchor, (value) => off * value);
    if (method === "pca") {
      z.set(point.slice(0, z.length));
      return z;
    }
    const [u, v] = [point[0] / 8, point[1] / 8];
    const angle = -0.6 * Math.hypot(u, v);
    z[0] = u * Math.cos(angle) - v * Math.sin(angle);
    if (z.length > 1) z[1] = u * Math.sin(angle) + v * Math.cos(angle);
    if (point.length > 2 && z.length > 2) z[2] = point[2] / 8;
    return z;
  }

  coordinates(method, dims, blend = 1) {
    const { nSamples } = this.options;
    const flat = new Float32Array(nSamples * dims);
    for (let i = 0; i < nSamples; i++) {
      const code = this.code(i);
      const from = this.locate(code, "pca", dims);
      const to = this.locate(code, method, dims);
      for (let d = 0; d < dims; d++) flat[i * dims + d] = (1 - blend) * from[d] + blend * to[d];
    }
    return flat;
  }

  #projection(method, dims) {
    this.current = { key: `${method}-${dims}`, method, dims };
    const pca = method === "pca";
    return {
      ...this.current,
      title: pca ? "PCA · 29 % of variance" : "t-SNE",
      note: pca
        ? "A flat shadow: points far apart off the plane may look close."
        : "Distances between groups and their sizes mean little here.",
      coordinates: this.coordinates(method, dims),
      quality: {
        trustworthiness: pca ? 0.83 : 0.98,
        continuity: 0.95,
        neighbor_recall: pca ? 0.12 : 0.55,
        explained_variance: pca ? 0.29 : null,
        k: 10,
        n_evaluated: 1797,
      },
      held: pca ? this.options.dims - dims : 0,
      plane: pca ? this.#plane(dims) : null,
    };
  }

  #plane(dims) {
    const size = this.options.dims;
    const components = new Float32Array(dims * size);
    for (let axis = 0; axis < Math.min(dims, size); axis++) components[axis * size + axis] = 1;
    return { center: new Float32Array(size), components };
  }

  #colour(name) {
    const categorical = name === "digit";
    return {
      name,
      kind: categorical ? "categorical" : "numeric",
      categories: categorical ? this.options.categories : [],
      values: categorical ? this.labels : this.values,
      low: -2,
      high: 2,
      note: "",
    };
  }

  // -- answers ---------------------------------------------------------------------------------

  #meta(z) {
    const { key, method, dims } = this.current ?? { key: "pca-2", method: "pca", dims: 2 };
    return {
      decode_ms: 2 + this.options.delay,
      total_ms: 3 + this.options.delay,
      device: "cpu",
      point: this.locate(z, method, dims),
      projection: key,
      z: Float32Array.from(z),
      notice: this.options.notice,
    };
  }

  #picture(pixels, width = this.options.size, height = width, encoding = "rgba8") {
    if (pixels instanceof Float32Array) {
      return { values: pixels, not_finite: pixels.filter(Number.isNaN).length };
    }
    return { pixels, encoding, width, height, not_finite: this.options.notFinite };
  }

  /** Sends an answer, its typed arrays as buffers at an odd offset, as a real message has them. */
  #answer(message) {
    if (this.dead) return;
    const buffers = [];
    const walk = (value, key, parent) => {
      if (ArrayBuffer.isView(value)) {
        const padded = new Uint8Array(value.byteLength + 1);
        padded.set(new Uint8Array(value.buffer, value.byteOffset, value.byteLength), 1);
        buffers.push(new DataView(padded.buffer, 1));
        const rows = key === "coordinates" && parent.dims ? value.length / parent.dims : null;
        const shape = rows === null ? [value.length] : [rows, parent.dims];
        return { dtype: dtype(value), shape, buffer: buffers.length - 1 };
      }
      if (Array.isArray(value)) return value.map((item) => walk(item));
      if (value && typeof value === "object") {
        return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, walk(v, k, value)]));
      }
      return value;
    };
    const content = walk(message);
    this.state.fire("msg:custom", content, buffers);
  }

  #reply(id, result) {
    this.#answer({ kind: "reply", id, ok: true, result });
  }

  #fail(id, error, cancelled = false) {
    this.#answer({ kind: "reply", id, ok: false, error, cancelled });
  }

  #hear(content, buffers) {
    this.sent.push([content, buffers]);
    if (this.dead) return;
    const read = (wire, Type = Float32Array) => {
      const buffer = buffers[wire.buffer];
      return new Type(buffer.buffer, buffer.byteOffset, wire.shape[0]);
    };
    const handler = {
      decode: () => this.#hearDecode(content, read),
      about: () => this.#later(this.options.aboutDelay, () => this.#about(content.id, read(content.z))),
      sample: () => this.#later(0, () => this.#reply(content.id, this.#sample(content.index))),
      thumbnails: () => {
        const indices = read(content.indices, Uint32Array);
        this.#later(0, () => this.#reply(content.id, this.#thumbnails(indices, content.size)));
      },
      tiles: () => this.#later(0, () => this.#reply(content.id, this.#strips(content, read(content.codes)))),
      locate: () => this.#locateAll(content, read(content.codes)),
      style_groups: () =>
        this.#later(0, () => this.#reply(content.id, this.options.styleGroups)),
      nearest: () => {
        const leftOut = content.left_out ? read(content.left_out, Uint32Array) : [];
        const answer = this.nearest(read(content.z), content.k, leftOut);
        this.#later(0, () => this.#reply(content.id, answer));
      },
      path: () => this.#path(content, read(content.anchors)),
      curves: () => this.#later(0, () => this.#curves(content.id, read(content.codes))),
      outputs: () => this.#later(0, () => this.#outputs(content.id, read(content.codes))),
      names: () => this.#later(0, () => this.#reply(content.id, { entries: this.names() })),
      disentanglement: () => this.#later(0, () => this.#reply(content.id, this.disentanglement(content.factors))),
      factor_scatter: () => this.#later(0, () => this.#reply(content.id, this.scatter(content))),
      importances: () => this.#importances(content),
      name_dimension: () => this.#later(0, () => this.#nameDimension(content)),
      mean: () => {
        const indices = read(content.indices, Uint32Array);
        this.#later(0, () => this.#reply(content.id, { z: this.meanOf(indices) }));
      },
      support: () => this.#later(0, () => this.#reply(content.id, this.#support())),
      gaps: () => {
        const own = Float32Array.from({ length: 100 }, (_, i) => 0.01 * i);
        this.#later(0, () => this.#reply(content.id, { own, n: 100, high: 0.94 }));
      },
      gap: () => this.#later(0, () => this.#reply(content.id, { gap: this.gap(read(content.z)) })),
      inverse: () => this.#inverse(content, read),
      veil: () => this.#veil(content, read),
      spread: () => this.#spread(content, read(content.indices, Uint32Array)),
      random: () => this.#later(0, () => this.#reply(content.id, { z: this.#random() })),
      project: () => this.#project(content),
      place: () => this.#place(content),
      edited: () => this.#later(0, () => this.#edited(content.id)),
      restore_edit: () => this.#restoreEdit(content),
      kept: () => this.#later(0, () => this.#reply(content.id, this.#kept())),
      take_kept: () => this.#takeKept(content.id, read(content.file, Uint8Array)),
      keep_lost: () => this.#keepLost(content),
      colour: () => this.#later(0, () => this.#reply(content.id, this.#colour(content.name))),
      identity: () => this.#later(this.options.identityDelay, () => this.#reply(content.id, this.identity())),
      cancel: () => this.#cancel(content.target),
      page_model: () => this.#later(0, () => this.#pageModel(content.id)),
      asset: () => this.#asset(content),
    }[content.kind];
    if (globalThis.kernelKinds?.includes(content.kind)) this.#askKernel(content, buffers);
    else if (handler) handler();
    else if (content.kind === "direction_quality") this.#measure(content);
    else if (DIRECTED.has(content.kind)) this.#direct(content, read);
    else this.#fail(content.id, `unknown kind ${content.kind}`);
  }

  // -- what dimensions mean --------------------------------------------------------------------

  /** Dimension 1 is slant; dimensions 0 and 2 share digit. */
  disentanglement(factors) {
    const choices = ["digit", "slant"];
    if (this.options.noFactors) return { choices: [], refusal: "The space has no factors: give attributes." };
    const names = factors ?? choices;
    const { dims } = this.options;
    const known = { digit: [0.5, 0.05, 0.45], slant: [0.02, 0.81, 0.03] };
    const shares = Float32Array.from({ length: dims * names.length }, (_, i) => {
      return known[names[i % names.length]][Math.floor(i / names.length)] ?? 0.01;
    });
    const score = (name, value, ceiling) => ({
      name, value, interval: [value - 0.02, value + 0.02], expected: 0.01, ceiling,
      label: `${name} (20 equal-width bins, ${names.length} factors, n = 1,797)`,
    });
    return {
      choices, refusal: null, names, shares,
      scores: [score("MIG", 0.42, 0.81)],
      proposals: names.includes("slant") ? [{ dimension: 1, name: "slant", share: 0.81 }] : [],
      sharing: names.includes("digit") ? ["z₀ and z₂ share digit: no single dimension is it."] : [],
      left_out: [], doubts: [], rule: "A name is proposed where a dimension owns a factor.", n: 1797, bins: 20,
    };
  }

  scatter({ dimension, factor }) {
    const { dims, categories } = this.options;
    const rows = Array.from({ length: 200 }, (_, i) => i);
    const isClass = factor === "digit";
    return {
      x: Float32Array.from(rows, (i) => this.codes[i * dims + dimension]),
      y: Float32Array.from(rows, (i) => (isClass ? this.labels[i] : this.values[i])),
      categories: isClass ? categories : [],
      n: this.options.nSamples,
    };
  }

  #importances({ id, method, factors }) {
    const { names, shares, scores } = this.disentanglement(factors);
    const table = shares.map((value) => value / 2);
    const named = scores.map((one) => ({ ...one, name: `${method} figure` }));
    const step = (done) => {
      this.#answer({ kind: "progress", id, result: { step: done, total: 4 } });
      if (done < 4) return this.#later(this.options.importancesDelay ?? 10, () => step(done + 1), id);
      return this.#later(0, () => this.#reply(id, { method, names, table, scores: named, left_out: method === "sap" ? ["Left out: slant."] : [] }), id);
    };
    this.#later(10, () => step(1), id);
  }

  #nameDimension({ id, dimension, name }) {
    this.names_ ??= new Map();
    const before = this.names_.get(dimension) ?? null;
    if (name === undefined) this.names_.delete(dimension);
    else this.names_.set(dimension, name);
    this.setTrait("dimension_names", { names: [...this.names_] });
    this.#reply(id, { before });
  }

  /** Asks a real kernel, which the test has brought (`kernel.py`). */
  async #askKernel(content, buffers) {
    const text = (view) =>
      btoa(
        Array.from(new Uint8Array(view.buffer, view.byteOffset, view.byteLength), (byte) =>
          String.fromCharCode(byte),
        ).join(""),
      );
    const answers = await globalThis.kernelAnswer(content, buffers.map(text));
    for (const [message, parts] of answers) {
      const views = parts.map(
        (part) => new DataView(Uint8Array.from(atob(part), (c) => c.charCodeAt(0)).buffer),
      );
      this.state.fire("msg:custom", message, views);
    }
  }

  #direct(content, read) {
    this.#later(0, () => {
      try {
        this.#reply(content.id, this.directions.answer(content, read));
      } catch (error) {
        this.#fail(content.id, error.message);
      }
    });
  }

  #measure({ id, name }) {
    const total = this.directions.measureSteps;
    const step = (done) => {
      this.#answer({ kind: "progress", id, result: { step: done, total } });
      if (done < total) return this.#later(10, () => step(done + 1), id);
      return this.#later(0, () => this.#reply(id, this.directions.measured(name)), id);
    };
    this.#later(10, () => step(1), id);
  }

  #later(delay, job, id) {
    const timer = setTimeout(() => {
      if (id) this.waiting.delete(id);
      job();
    }, delay);
    if (id) this.waiting.set(id, timer);
  }

  #cancel(target) {
    clearTimeout(this.waiting.get(target));
    if (this.waiting.delete(target)) this.#fail(target, "cancelled", true);
  }

  #hearDecode(content, read) {
    const answer = async () => {
      if (this.options.fail) return this.#fail(content.id, this.options.fail);
      const anchor = content.anchor ? read(content.anchor) : null;
      const z = content.z
        ? read(content.z)
        : this.invert(content.point, anchor ?? new Float32Array(this.options.dims), this.current.method, content.off);
      this.shown.push(Array.from(z));
      const pixels = this.decode(z);
      const lossy = this.options.encoding === "jpeg" && !content.exact;
      const { size } = this.options;
      const bytes = lossy ? await toJpeg(pixels, size, size) : pixels;
      this.#reply(content.id, {
        ...this.#picture(bytes, size, size, lossy ? "jpeg" : "rgba8"),
        ...this.#meta(z),
        ...(content.z ? {} : { point: content.point }),
      });
    };
    this.#later(this.options.delay, answer, content.id);
  }

  #pageModel(id) {
    const { page, pageError } = this.options;
    if (pageError) this.#fail(id, pageError);
    else this.#reply(id, page.sheet);
  }

  /** Files come from the test; the codes are the fake's own. */
  async #asset({ id, name, start }) {
    const file =
      name === "codes.f32"
        ? this.codes.slice().buffer
        : await (await fetch(`/files/${name}`)).arrayBuffer();
    this.#reply(id, { data: new Uint8Array(file.slice(start, start + 2 ** 20)) });
  }

  /** The mean of each class, by its name. */
  names() {
    return this.options.categories.map((name, k) => {
      const members = Array.from(this.labels.keys()).filter((i) => this.labels[i] === k);
      return { name, kind: "mean", of: "digit", z: this.meanOf(members), count: members.length };
    });
  }

  nearest(z, k, leftOut) {
    const distance = (i) => Math.hypot(...this.code(i).map((x, d) => x - z[d]));
    const all = Array.from(this.labels.keys(), (i) => [distance(i), i])
      .filter(([, i]) => !leftOut.includes(i))
      .sort((a, b) => a[0] - b[0])
      .slice(0, k);
    return {
      indices: Uint32Array.from(all, ([, i]) => i),
      distances: Float32Array.from(all, ([far]) => far),
    };
  }

  meanOf(indices) {
    const sum = new Float64Array(this.options.dims);
    for (const index of indices) {
      for (const [d, value] of this.code(index).entries()) sum[d] += value / indices.length;
    }
    return Float32Array.from(sum);
  }

  #nearest(z) {
    const { nSamples, dims } = this.options;
    let [best, index] = [Number.POSITIVE_INFINITY, 0];
    for (let i = 0; i < nSamples; i++) {
      let distance = 0;
      for (let d = 0; d < dims; d++) distance += (this.codes[i * dims + d] - z[d]) ** 2;
      if (distance < best) [best, index] = [distance, i];
    }
    return [index, Math.sqrt(best)];
  }

  #about(id, z) {
    const [index, distance] = this.#nearest(z);
    const picture = this.#picture(this.decode(this.code(index)));
    const { density, ...reading } = this.#read(distance);
    const share = Math.exp(density);
    this.#reply(id, { ...reading, density, share, nearest: { index, distance, picture } });
  }

  /** Density falls with the square of the distance to the nearest code. */
  #read(distance) {
    const radius = 1.9;
    const ratio = distance / radius;
    const doubt = Math.min(1, Math.max(0, (ratio - 1) / 0.5));
    return { radius, ratio, density: -(ratio ** 2), doubt };
  }

  /** As that of an encoder that is the decoder's inverse but for the first dimension, which it halves. */
  gap(z) {
    return Math.abs(z[0]) / 2;
  }

  #heldAt({ points, projection, anchor, off }, read) {
    const [method, dims] = [projection.split("-")[0], Number(projection.split("-")[1])];
    const [flat, code] = [read(points), read(anchor)];
    const codes = [];
    for (let start = 0; start < flat.length; start += dims) {
      codes.push(this.invert(flat.slice(start, start + dims), code, method, off));
    }
    return codes;
  }

  #inverse(content, read) {
    const codes = this.#heldAt(content, read).flatMap((code) => Array.from(code));
    this.#later(0, () => this.#reply(content.id, { codes: Float32Array.from(codes) }));
  }

  #veil(content, read) {
    const doubt = this.#heldAt(content, read).map(
      (code) => this.options.doubt ?? this.#read(this.#nearest(code)[1]).doubt,
    );
    this.#later(0, () => this.#reply(content.id, { doubt: Float32Array.from(doubt) }));
  }

  /** Posteriors twice as wide along the first axis as along the second. */
  #spread({ id, projection }, indices) {
    const { spreadError } = this.options;
    if (spreadError) return this.#later(0, () => this.#fail(id, spreadError));
    const points = Array.from(indices).flatMap((index) => this.locate(this.code(index)));
    const covariances = Array.from(indices).flatMap(() => [0.04, 0, 0.01]);
    return this.#later(0, () =>
      this.#reply(id, {
        points: Float32Array.from(points),
        covariances: Float32Array.from(covariances),
        projection,
      }),
    );
  }

  /** By which the page finds what `about` tells: the density never counts. */
  #support() {
    const { radius } = this.#read(0);
    const density = { bandwidth: 1, level: 0, low: -1e6, high: 0, far: -2e6, own: Float32Array.of(-9, -4, -1) };
    const size = this.codes.byteLength;
    const codes = this.options.pageReads && size <= 2 ** 26 ? { name: "codes.f32", key: "codes", size } : null;
    return { radius, rows: null, ...density, label: "", codes };
  }

  #sample(index) {
    const z = this.code(index);
    const original = this.decode(z);
    const { canEncode, hasSamples, categories } = this.options;
    // The "data" are the decoded picture with a bright corner, so that the two can be told apart.
    const data = original.slice();
    if (!this.medium) data.fill(255, 0, 16);
    return {
      index,
      z,
      label: categories[this.labels[index]] ?? null,
      picture: hasSamples ? this.#picture(data) : null,
      reconstruction: canEncode && hasSamples ? this.#picture(original) : null,
      attributes: [["slant", this.values[index].toFixed(2)]],
    };
  }

  #tiles(codes, columns, size) {
    const rows = Math.ceil(codes.length / columns);
    const pixels = new Uint8Array(4 * size * size * columns * rows);
    codes.forEach((code, tile) => {
      const picture = decode(code, size);
      const [left, top] = [(tile % columns) * size, Math.floor(tile / columns) * size];
      for (let y = 0; y < size; y++) {
        const row = picture.subarray(4 * size * y, 4 * size * (y + 1));
        pixels.set(row, 4 * ((top + y) * size * columns + left));
      }
    });
    return this.#picture(pixels, size * columns, size * rows);
  }

  /** Tiles of pictures, or what texts say. */
  #small(codes, columns, size) {
    if (this.medium?.text) return { texts: codes.map((code) => this.medium.text(code)) };
    return { atlas: this.#tiles(codes, columns, size) };
  }

  #thumbnails(indices, size) {
    const columns = Math.ceil(Math.sqrt(indices.length));
    const codes = Array.from(indices, (index) => this.code(index));
    return { ...this.#small(codes, columns, size), columns, size };
  }

  #strips({ columns, size }, flat) {
    const { dims } = this.options;
    const codes = Array.from({ length: flat.length / dims }, (_, i) => flat.slice(i * dims, (i + 1) * dims));
    const shape = { columns, rows: Math.ceil(codes.length / columns), size, aspect: 1 };
    return { ...this.#small(codes, columns, size), ...shape };
  }

  /** Through two samples on the way, after some steps; a geodesic there is none. */
  #path({ id, path }, anchors) {
    if (path === "geodesic") {
      return this.#later(10, () => this.#fail(id, "A geodesic needs gradients."), id);
    }
    const { dims, pathSteps } = this.options;
    const step = (done) => {
      this.#answer({
        kind: "progress",
        id,
        result: { stage: "graph", done, total: pathSteps },
      });
      if (done < pathSteps) return this.#later(10, () => step(done + 1), id);
      const rows = [];
      for (let start = 0; start < anchors.length; start += dims) {
        rows.push(...(start ? [this.code(8), this.code(9)] : []));
        rows.push(anchors.slice(start, start + dims));
      }
      const legs = anchors.length / dims - 1;
      const result = {
        name: path,
        reason: "from sample to sample",
        between: "lerp",
        knots: Float32Array.from(rows.flatMap((row) => Array.from(row))),
        shares: Float32Array.from(rows, (_, i) => i / (3 * legs)),
      };
      return this.#later(10, () => this.#reply(id, result), id);
    };
    return this.#later(10, () => step(1), id);
  }

  /** Along the way the output moves as the codes do, cubed; the data are dense at small codes. */
  #curves(id, codes) {
    const { dims, curvesError } = this.options;
    if (curvesError) return this.#fail(id, curvesError);
    const n = codes.length / dims;
    const at = (i, d) => codes[i * dims + d];
    const speed = Float32Array.from({ length: n - 1 }, (_, i) =>
      Math.hypot(...Array.from({ length: dims }, (_, d) => at(i + 1, d) ** 3 - at(i, d) ** 3)),
    );
    const density = Float32Array.from({ length: n }, (_, i) => -(at(i, 0) ** 2));
    return this.#reply(id, {
      speed,
      density,
      low: -2,
      high: 1,
      speed_label: "change of the fake",
      density_label: "density of the fake",
    });
  }

  #outputs(id, codes) {
    const { dims, channels } = this.options;
    const outputs = [];
    for (let start = 0; start < codes.length; start += dims) {
      const decoded = this.decode(codes.slice(start, start + dims));
      // Of a picture, which is decoded to RGBA, its channels from 0 to 1.
      const isPixels = decoded instanceof Uint8Array;
      outputs.push(
        ...(isPixels ? Array.from(decoded, (level) => level / 255).filter((_, i) => i % 4 < channels) : decoded),
      );
    }
    this.#reply(id, { values: Float32Array.from(outputs) });
  }

  #locateAll({ id, projection }, codes) {
    const [method, dims] = projection.split("-");
    const points = [];
    for (let start = 0; start < codes.length; start += this.options.dims) {
      const code = codes.slice(start, start + this.options.dims);
      points.push(...this.locate(code, method, Number(dims)));
    }
    this.#later(0, () => this.#reply(id, { points: Float32Array.from(points) }));
  }

  #random() {
    const { dims } = this.options;
    const random = mulberry32(this.sent.length);
    return Float32Array.from({ length: dims }, () => gaussian(random));
  }

  /** The code of sample 1; where there is no encoder after some steps. "x" and "zebra" are refused. */
  #place({ id, file, text, aside }) {
    const buffer = file && this.sent.at(-1)[1][file.buffer];
    const first = buffer && new Uint8Array(buffer.buffer, buffer.byteOffset, 1)[0];
    const refused = first === 120 ? "The file is no picture." : /zebra/.test(text) && "word 2 “zebra” is outside the model's vocabulary.";
    if (refused) return this.#later(10, () => this.#fail(id, refused), id);
    const { canEncode, placeSteps } = this.options;
    const total = canEncode ? 0 : placeSteps;
    const step = (done) => {
      if (done > total) return this.#later(10, () => this.#placed(id, aside), id);
      const picture = this.#picture(this.decode(this.code(2)));
      this.#answer({ kind: "progress", id, result: { step: done, total, error: 0.5, picture } });
      return this.#later(10, () => step(done + 1), id);
    };
    return this.#later(this.options.placeDelay, () => step(1), id);
  }

  #placed(id, aside) {
    if (aside) return this.#reply(id, this.placement(0));
    this.edit = this.placement(this.#nextEdit());
    this.#showEdit();
    this.#reply(id, this.edit);
  }

  #nextEdit() {
    this.edits = (this.edits ?? 0) + 1;
    return this.edits;
  }

  /** As another page, or Python, places something. */
  load(keepLost = this.keepLost) {
    this.edit = this.placement(this.#nextEdit());
    this.keepLost = keepLost;
    this.#showEdit();
  }

  #showEdit() {
    this.setTrait("edit", { version: this.edit?.version ?? 0, keep_lost: this.keepLost });
  }

  /** One's own is what sample 3 decodes to; the model makes of it what sample 1 does. */
  placement(version) {
    const z = this.code(1);
    const { canEncode } = this.options;
    return {
      version,
      z,
      spread: canEncode ? new Float32Array(z.length).fill(0.2) : null,
      error: 0.11,
      scale: 0.05,
      scale_label: "the data's own samples",
      method: canEncode ? "encoder" : "gradients",
      notices: [],
      original: this.#picture(this.decode(this.code(3))),
      reconstruction: this.#picture(this.decode(z)),
    };
  }

  #edited(id) {
    const ink = this.medium ? null : { paper: [0, 0, 0], drawn: this.options.drawn };
    this.#reply(id, { edit: this.edit ?? null, ink });
  }

  #restoreEdit({ id, version }) {
    this.edit = version === 0 ? null : this.placement(version);
    this.#showEdit();
    this.#reply(id, {});
  }

  /** What a session holds: directions, and that something is edited. */
  #kept() {
    const directions = this.directions.entries.map((one) => ({ ...one, vector: Array.from(one.vector) }));
    const edit = { keep_lost: this.keepLost, own: this.edit ? { version: this.edit.version } : null };
    return { file: new TextEncoder().encode(JSON.stringify({ directions, edit })) };
  }

  #takeKept(id, file) {
    const { directions, edit } = JSON.parse(new TextDecoder().decode(file));
    if (directions.some((one) => one.vector.length !== this.options.dims)) {
      return this.#fail(id, "one of its directions is of codes of another shape.");
    }
    const versions = () => ({
      directions: this.directions.version, edit: this.edit?.version ?? 0, keep_lost: this.keepLost,
    });
    const before = versions();
    this.directions.set(directions.map((one) => ({ ...one, vector: Float32Array.from(one.vector) })), null);
    this.edit = edit.own && this.placement(this.#nextEdit());
    this.keepLost = edit.keep_lost;
    this.#showEdit();
    return this.#reply(id, { before, after: versions() });
  }

  #keepLost({ id, on }) {
    this.keepLost = on;
    this.#showEdit();
    this.#reply(id, {});
  }

  #project({ id, method, dims }) {
    const total = this.options.tsneSteps;
    if (method === "pca") return this.#later(0, () => this.#reply(id, this.#projection(method, dims)), id);
    const step = (iteration) => {
      const coordinates = this.coordinates(method, dims, iteration / total);
      this.#answer({ kind: "progress", id, result: { iteration, total, coordinates, dims } });
      if (iteration < total) this.#later(10, () => step(iteration + 1), id);
      else this.#later(10, () => this.#reply(id, this.#projection(method, dims)), id);
    };
    return this.#later(10, () => step(1), id);
  }
}
