// The explorer of an exported page: the same views as in a notebook, over a stand-in for the kernel.

import "../styles/explorer.css";
import "../styles/standalone.css";
import type { PageStatus } from "../status.ts";
import { SpaceStore } from "../store.ts";
import { createExplorer } from "../views/explorer.ts";
import { mountView } from "../widget.ts";
import { type ExportData, readData } from "./data.ts";
import { type Decoding, startModel } from "./decoding.ts";
import { linkTo, StandInModel } from "./host.ts";
import { StandInKernel } from "./kernel.ts";
import { LatticeDecoding } from "./lattice.ts";

/** Reads one part of the page, unpacked. */
type Read = (part: string) => Promise<ArrayBuffer>;

export async function start(element: HTMLElement, read: Read): Promise<void> {
  const data = readData(await read("data"));
  const painted = nextPaint();
  const started = painted.then(() => startDecoding(data, read));
  const kernel = new StandInKernel(
    data,
    started.then(([decoding]) => decoding),
  );
  const model = new StandInModel(data.traits, kernel);
  const status = started.then(
    ([, ready]) => ready,
    (error): PageStatus => ({ state: "refused", reason: reasonOf(error) }),
  );
  const store = new SpaceStore(linkTo(model, status));
  // Off the plane a blend shows nothing: of more than two dimensions no single one can be moved.
  const sliders = !data.lattice || store.description.latent_size <= 2;
  mountView(store, element, (shown, place) => createExplorer(shown, place, { sliders }));
  await status;
}

/** After the first picture, which came along, is on the screen. */
function nextPaint(): Promise<void> {
  return new Promise((resolve) => {
    requestAnimationFrame(() => setTimeout(resolve));
    setTimeout(resolve, 200); // a page in the background paints nothing
  });
}

async function startDecoding(data: ExportData, read: Read): Promise<[Decoding, PageStatus]> {
  const { model, lattice } = data;
  if (lattice) return [new LatticeDecoding(data, lattice), { state: "blended" }];
  if (!model) throw new Error("this page holds no model");
  try {
    const [script, wasm] = await Promise.all([read("worker"), read("wasm")]);
    const [decoding, parity] = await startModel(
      { ...data, model },
      new Uint8Array(script),
      new Uint8Array(wasm),
    );
    return [decoding, { state: "ready", parity, tolerance: model.parity.tolerance }];
  } catch (error) {
    throw new Error(`This browser cannot run the model: ${reasonOf(error)}.`);
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
