// The tools of the explorer's drawer, in the order of their tabs; each is a widget of its own too.

import type { SpaceStore, ViewFactory } from "../store.ts";
import { ARITHMETIC } from "./arithmetic/index.ts";
import { COVERAGE } from "./coverage/index.ts";
import { DIAGNOSIS } from "./diagnosis/index.ts";
import { DIRECTIONS } from "./directions/tool.ts";
import { DISENTANGLEMENT } from "./disentanglement/index.ts";
import { EDITOR } from "./editor/index.ts";
import { INTERPOLATION } from "./interpolation/index.ts";
import { STYLES } from "./styles/index.ts";
import { TRAVERSAL } from "./traversal/index.ts";

export interface Tool {
  /** As of its widget's entry and its Python half. */
  id: string;
  title: string;
  /** What it is for, in a few words. */
  hint: string;
  create: ViewFactory;
  /** Why it cannot run here and what to do, in a sentence; null where it can. */
  refusal?(store: SpaceStore): string | null;
}

export const TOOLS: readonly Tool[] = [
  INTERPOLATION,
  ARITHMETIC,
  DIRECTIONS,
  STYLES,
  EDITOR,
  TRAVERSAL,
  DISENTANGLEMENT,
  COVERAGE,
  DIAGNOSIS,
];
