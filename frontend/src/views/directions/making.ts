// Where directions come from: an attribute, two lassos, pairs, no labels at all, a file.

import { LARGEST_FILE } from "../../directions/file.ts";
import { button, h } from "../../dom.ts";
import type { Cleanup } from "../../emitter.ts";
import type { Colouring, Payload } from "../../protocol.ts";
import type { SpaceStore } from "../../store.ts";
import { createGroups } from "./groups.ts";
import { createPairs } from "./pairs.ts";
import { type AskOptions, change, isExported } from "./requests.ts";

const OF_KINDS = [
  ["mean", "difference of means"],
  ["lda", "discriminant (shrunk LDA)"],
  ["logistic", "logistic regression"],
  ["svm", "linear SVM"],
] as const;
const OF_NUMBERS = [...OF_KINDS, ["regression", "linear regression"]] as const;
const WITHOUT = [
  ["pca", "PCA of the codes", "The axes along which the codes vary most"],
  ["sefa", "SeFa: the decoder's first weights", "What the decoder's first layer amplifies most"],
  ["jacobian", "local: the decoder's slope here", "What changes the output most around this point"],
] as const;

export interface Making {
  element: HTMLElement;
  dispose: Cleanup;
}

interface Events {
  /** A direction has been made; the slider is to be shown and its quality measured. */
  onMade(name: string): void;
  onError(message: string): void;
}

export function createMaking(store: SpaceStore, { onMade, onError }: Events): Making {
  const aborts = new Set<AbortController>();
  const run = async (job: (options: AskOptions) => Promise<string | null>) => {
    const abort = new AbortController();
    aborts.add(abort);
    element.classList.add("lw-busy");
    onError("");
    try {
      const name = await job({ signal: abort.signal });
      if (name !== null) onMade(name);
    } catch (error) {
      if (!abort.signal.aborted) onError((error as Error).message);
    } finally {
      aborts.delete(abort);
      element.classList.toggle("lw-busy", aborts.size > 0);
    }
  };
  const made = (name: string) => `made the direction ${name}`;
  const make = (payload: Payload) =>
    void run((options) => change(store, "direction", payload, made, options));
  const groups = createGroups(store, {
    make: (positive, negative) => make(negative ? { positive, negative } : { positive }),
  });
  const attribute = createAttribute(store, make);
  const pairs = createPairs(store, make);
  const unlabelled = createUnlabelled(store, (payload) =>
    run((options) => change(store, "find_direction", payload, made, options)),
  );
  const file = createLoading(
    (bytes) =>
      run((options) =>
        change(store, "keep_direction", { file: bytes }, (name) => `loaded the direction ${name}`, {
          ...options,
          onNotice: onError,
        }),
      ),
    onError,
  );
  const element = h(
    "div",
    "lw-makings",
    {},
    ...(attribute ? [attribute] : []),
    groups.element,
    unlabelled,
    file,
    pairs.element,
  );
  return {
    element,
    dispose: () => {
      for (const abort of aborts) abort.abort();
      groups.dispose();
      pairs.dispose();
    },
  };
}

const ALL = "\u0000"; // no kind's name

function opposed(name: string): [string, string] {
  return [name, `against ${name}`];
}

type Run = (payload: Record<string, unknown>) => void;

/** Null where there are neither labels nor attributes. */
function createAttribute(store: SpaceStore, run: Run): HTMLElement | null {
  const { colours } = store.description;
  if (!colours.length) return null;
  const exported = isExported(store);
  const attribute = select(
    "attribute",
    colours.map(({ name }) => [name, name] as const),
  );
  const kind = select("kind", []);
  const against = select("told from", []);
  const method = select("method", []);
  const make = button("Make", () => {
    run({
      attribute: attribute.value,
      ...(kind.hidden ? {} : { value: kind.value }),
      ...(against.hidden || against.value === ALL ? {} : { against: against.value }),
      ...(method.hidden ? {} : { method: method.value }),
    });
  });
  make.classList.add("lw-primary");
  let turn = 0;
  const show = async () => {
    turn += 1;
    const mine = turn;
    const chosen = colours.find(({ name }) => name === attribute.value);
    fill(method, chosen?.kind === "numeric" ? OF_NUMBERS : OF_KINDS);
    method.hidden = exported;
    kind.hidden = chosen?.kind !== "categorical";
    kind.disabled = true;
    against.hidden = true;
    if (kind.hidden) return;
    try {
      const column: Colouring = await store.request("colour", { name: attribute.value });
      if (mine !== turn) return;
      fill(
        kind,
        column.categories.map((name) => [name, name] as const),
      );
      if (column.categories.length === 2) kind.selectedIndex = 1;
      kind.disabled = false;
      against.hidden = column.categories.length < 3;
      fill(against, [[ALL, "against all others"], ...column.categories.map(opposed)]);
    } catch (error) {
      store.fail(error as Error);
    }
  };
  attribute.addEventListener("change", () => void show());
  void show();
  return h(
    "fieldset",
    "lw-making",
    {},
    h("legend", "", {}, "From an attribute"),
    attribute,
    kind,
    against,
    method,
    make,
  );
}

function createUnlabelled(store: SpaceStore, run: Run): HTMLElement {
  const legend = h("legend", "", {}, "Without labels");
  if (isExported(store)) {
    const words = "needs Python: open the space in a notebook.";
    return h("fieldset", "lw-making", {}, legend, h("span", "lw-soft", {}, words));
  }
  const method = select("method without labels", WITHOUT);
  const tell = () => {
    method.title = WITHOUT.find(([id]) => id === method.value)?.[2] ?? "";
  };
  method.addEventListener("change", tell);
  tell();
  const index = h("input", "lw-field lw-index", {
    type: "number",
    min: 0,
    max: store.description.latent_size - 1,
    value: 0,
    "aria-label": "which one, from 0",
    title: "Which one: 0 is the strongest",
  });
  const find = button("Find", () => {
    const most = store.description.latent_size - 1;
    const number = Math.min(most, Math.max(0, Math.round(index.valueAsNumber || 0)));
    run({ method: method.value, index: number, z: store.z });
    // The next press finds the next one.
    index.value = String(Math.min(most, number + 1));
  });
  return h("fieldset", "lw-making", {}, legend, method, index, find);
}

function createLoading(
  take: (bytes: Uint8Array) => void,
  onError: (message: string) => void,
): HTMLElement {
  const input = h("input", "", {
    type: "file",
    accept: ".json,.npz,application/json",
    hidden: true,
  });
  input.addEventListener("change", () => {
    const file = input.files?.[0];
    input.value = "";
    if (!file) return;
    if (file.size > LARGEST_FILE) {
      onError(
        `${file.name} has ${(file.size / 2 ** 20).toFixed(1)} MiB: a direction has 4 at most.`,
      );
      return;
    }
    void file.arrayBuffer().then((bytes) => take(new Uint8Array(bytes)));
  });
  const load = button("Load…", () => input.click(), { title: "A saved direction: .json or .npz" });
  return h("fieldset", "lw-making", {}, h("legend", "", {}, "From a file"), load, input);
}

function select(
  label: string,
  options: readonly (readonly [string, string, ...unknown[]])[],
): HTMLSelectElement {
  const element = h("select", "lw-field lw-select", { "aria-label": label });
  fill(element, options);
  return element;
}

function fill(
  element: HTMLSelectElement,
  options: readonly (readonly [string, string, ...unknown[]])[],
): void {
  element.replaceChildren(...options.map(([value, text]) => h("option", "", { value }, text)));
}
