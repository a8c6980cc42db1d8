// The explorer of an exported page: the same views as in a notebook, over a stand-in for the kernel.

import "../styles/explorer.css";
import { keepFilesOut } from "../dropped-files.ts";
import type { PageStatus } from "../status.ts";
import { SpaceStore } from "../store.ts";
import { createExplorer } from "../views/explorer.ts";
import { mountView } from "../widget.ts";
import { type ExportData, readData } from "./data.ts";
import { type Decoding, startModel } from "./decoding.ts";
import { linkTo, StandInModel } from "./host.ts";
import { StandInKernel } from "./kernel.ts";
import { LatticeDecoding } from "./lattice.ts";
import { recall, remember } from "./memory.ts";
import { StillDecoding } from "./still.ts";

/** Reads one part of the page, unpacked. */
type Read = (part: string) => Promise<ArrayBuffer>;

export async function start(element: HTMLElement, read: Read): Promise<void> {
  const data = readData(await read("data"));
  const key = `latentwidgets-${element.dataset.key}`;
  const edit = recall(key, data);
  const lattice = data.lattice && new LatticeDecoding(data, data.lattice);
  const started: Promise<[Decoding, PageStatus]> = lattice
    ? Promise.resolve([lattice, { state: lattice.state, reason: data.lattice?.reason ?? "" }])
    : nextPaint().then(() => startDecoding(data, read));
  const kernel = new StandInKernel(
    data,
    started.then(([decoding]) => decoding),
    read,
  );
  const model = new StandInModel(lattice ? lattice.begin(data.traits) : data.traits, kernel);
  kernel.directions.onChange = (directions) => model.tell("directions", directions);
  kernel.editing.onChange = (edit) => model.tell("edit", edit);
  kernel.diagnosis.onNames = (names) => model.tell("dimension_names", names);
  const status = started.then(([, found]) => found);
  const store = new SpaceStore(linkTo(model, status));
  if (edit) {
    kernel.editing.take(edit).catch(() => {}); // of another output: there is nothing to go on from
  }
  remember(key, store, data.identity, kernel);
  const { name, latent_size } = store.description;
  const options = {
    // Off the plane nothing was decoded: of more than two dimensions no single one can be moved.
    sliders: !lattice || latent_size <= 2,
    // Once is enough: the page's own heading may say it.
    name: document.querySelector("h1")?.textContent !== name,
  };
  keepFilesOut(document);
  mountView(store, element, (shown, place) => createExplorer(shown, place, options));
}

/** After the first picture, which came along, is on the screen. */
function nextPaint(): Promise<void> {
  return new Promise((resolve) => {
    requestAnimationFrame(() => setTimeout(resolve));
    setTimeout(resolve, 200); // a page in the background paints nothing
  });
}

async function startDecoding(data: ExportData, read: Read): Promise<[Decoding, PageStatus]> {
  const { model } = data;
  try {
    if (!model) throw new Error("it holds no model");
    if (typeof WebAssembly === "undefined") throw new Error("it has no WebAssembly");
    const [script, wasm] = await Promise.all([read("worker"), read("wasm")]);
    const [decoding, parity] = await startModel(
      { ...data, model },
      new Uint8Array(script),
      new Uint8Array(wasm),
    );
    return [decoding, { state: "ready", parity, tolerance: model.parity.tolerance }];
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const why = `This browser cannot run the model: ${reason.replace(/\.$/, "")}.`;
    return [new StillDecoding(new Error(why)), { state: "refused", reason: why }];
  }
}
