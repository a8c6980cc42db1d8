// Slots: boxes that hold codes, chosen from a list or dropped.

export { makeDraggable, takeDrops } from "./dragging.ts";
export {
  type Dragged,
  meanName,
  type Operand,
  type OperandKind,
  sampleOperand,
} from "./operand.ts";
export { createSlot, type Slot, type SlotOptions } from "./slot.ts";
export { createThumbnail, type Thumbnail } from "./thumbnail.ts";
