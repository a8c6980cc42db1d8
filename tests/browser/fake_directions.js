// The fake kernel's directions: as those of an exported page, with figures of its own.

class FakeDirections {
  constructor(space) {
    this.space = space;
    this.version = 1;
    this.versions = new Map([[1, []]]);
    this.measureSteps = 3;
    this.fail = null; // the message with which the next direction is refused
  }

  get entries() {
    return this.versions.get(this.version);
  }

  trait() {
    const entries = this.entries.map((one) => ({ ...one, vector: trait(one.vector) }));
    return { version: this.version, entries };
  }

  set(entries, name) {
    const before = this.version;
    this.version = Math.max(...this.versions.keys()) + 1;
    this.versions.set(this.version, entries);
    this.space.setTrait("directions", this.trait());
    return { name, before, after: this.version };
  }

  /** The unit vector between the means of two groups of samples. */
  between(positive, negative) {
    const { dims } = this.space.options;
    const mean = (rows) => {
      const sum = new Float64Array(dims);
      for (const row of rows) this.space.code(row).forEach((x, d) => (sum[d] += x));
      return sum.map((x) => x / rows.length);
    };
    const [from, to] = [mean(negative), mean(positive)];
    const apart = Array.from(to, (x, d) => x - from[d]);
    const length = Math.hypot(...apart);
    return Float32Array.from(apart, (x) => x / length);
  }

  make(content, read) {
    const { nSamples, categories } = this.space.options;
    const all = Array.from({ length: nSamples }, (_, i) => i);
    if (content.pairs) {
      const { dims } = this.space.options;
      const [codes, half] = [read(content.pairs), content.pairs.shape[0] / dims / 2];
      const way = new Float32Array(dims);
      codes.forEach((x, i) => (way[i % dims] += (i < half * dims ? -x : x) / half));
      const length = Math.hypot(...way);
      return this.keep("pairs", way.map((x) => x / length), "pairs");
    }
    let [positive, negative, name] = [[], [], content.attribute ?? "groups"];
    if (content.attribute === "slant") {
      positive = all.filter((i) => this.space.values[i] > 0.5);
      negative = all.filter((i) => this.space.values[i] < -0.5);
    } else if (content.attribute) {
      positive = all.filter((i) => categories[this.space.labels[i]] === content.value);
      negative = all.filter((i) => categories[this.space.labels[i]] !== content.value);
      name = `${content.attribute} ${content.value}`;
    } else {
      positive = Array.from(read(content.positive, Uint32Array));
      const given = content.negative && Array.from(read(content.negative, Uint32Array));
      negative = given ?? all.filter((i) => !positive.includes(i));
    }
    const shared = positive.filter((i) => negative.includes(i)).length;
    if (shared) throw new Error(`${shared} samples are in both groups: take each out of one.`);
    return this.keep(name, this.between(positive, negative), "mean");
  }

  keep(name, vector, method, scale = 0.5) {
    const taken = new Set(this.entries.map((one) => one.name));
    let free = name;
    for (let number = 2; taken.has(free); number++) free = `${name} ${number}`;
    const made = { name: free, vector, scale, method, label: `made of ${name}`, quality: null };
    return this.set([...this.entries, made], free);
  }

  edit({ name, act, to, others }) {
    const found = this.entries.find((one) => one.name === name);
    if (!found) throw new Error(`There is no direction ${name}.`);
    const change = (made) =>
      this.set(this.entries.flatMap((one) => (one === found ? made : [one])), made[0]?.name ?? null);
    if (act === "remove") return change([]);
    if (act === "flip") return change([{ ...found, vector: found.vector.map((x) => -x), quality: null }]);
    if (act === "rename") {
      if (this.entries.some((one) => one.name === to)) throw new Error(`There is a direction ${to} already.`);
      return change([{ ...found, name: to }]);
    }
    const other = this.entries.find((one) => one.name === others[0]).vector;
    const share = found.vector.reduce((sum, x, d) => sum + x * other[d], 0);
    const rest = found.vector.map((x, d) => x - share * other[d]);
    const length = Math.hypot(...rest);
    if (length < 1e-6) throw new Error(`Nothing of ${name} remains beside ${others.join(", ")}.`);
    const label = `${found.label}; orthogonal to ${others.join(", ")}`;
    return change([{ ...found, vector: rest.map((x) => x / length), label, quality: null }]);
  }

  quality(name) {
    const effect = (of, slope) => ({
      name: of,
      kind: null,
      title: of,
      slope,
      interval: [slope - 0.1, slope + 0.1],
      monotonicity: 0.95,
      reader: 0.9,
      is_blind: false,
      is_seen: Math.abs(slope) > 0.1,
    });
    const trap = name.includes("trap");
    return {
      auc: 0.98,
      auc_interval: [0.97, 0.99],
      null: [0.47, 0.53],
      n_positive: 100,
      n_negative: 100,
      effect: effect(name, trap ? 0 : 0.8),
      side_effects: [effect("slant", -0.4), effect("<b>ink</b>", 0.02)],
      change: 0.1,
      reencoded: 0.7,
      n_codes: 40,
      label: "AUC by 5-fold cross-fitting; seed 0",
      words: trap ? "But moving along it does not change it. No handle." : `AUC 0.98. Changes ${name}.`,
      tells_apart: true,
    };
  }

  measured(name) {
    const quality = this.quality(name);
    const entries = this.entries.map((one) => (one.name === name ? { ...one, quality } : one));
    this.versions.set(this.version, entries);
    this.space.setTrait("directions", this.trait());
    return { quality };
  }

  answer(content, read) {
    if (this.fail) {
      const message = this.fail;
      this.fail = null;
      throw new Error(message);
    }
    switch (content.kind) {
      case "direction":
        return this.make(content, read);
      case "find_direction": {
        const vector = new Float32Array(this.space.options.dims);
        vector[content.index] = 1;
        return this.keep(`${content.method} ${content.index}`, vector, content.method);
      }
      case "edit_direction":
        return this.edit(content);
      case "keep_direction": {
        const text = new TextDecoder().decode(read(content.file, Uint8Array));
        const { name, vector, method, scale, fingerprint } = JSON.parse(text);
        const made = this.keep(name, Float32Array.from(vector), method, scale);
        const isOther = fingerprint && fingerprint !== this.space.options.fingerprint;
        return isOther ? { ...made, notice: `The direction ${name} is of another model.` } : made;
      }
      case "restore_directions":
        this.set(this.versions.get(content.version), null);
        return {};
      default: {
        const codes = Array.from(read(content.indices, Uint32Array), (i) => Array.from(this.space.code(i)));
        return { codes: Float32Array.from(codes.flat()) };
      }
    }
  }
}
