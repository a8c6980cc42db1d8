// Take it with the camera: the middle of what it sees, in the picture's proportions.

import { button, h, setText } from "../../dom.ts";
import type { ImageModality } from "../../modalities/image.ts";
import { closeStream, openDevice } from "./media.ts";
import type { EditSession } from "./session.ts";
import type { Source } from "./source.ts";

const LONGEST_SIDE = 640;

export function createWebcam(modality: ImageModality, session: EditSession): Source {
  const video = h("video", "lw-webcam-video", { muted: true, playsinline: true, hidden: true });
  const box = h(
    "div",
    "lw-webcam-box",
    { style: `aspect-ratio: ${modality.width} / ${modality.height}` },
    h("span", "lw-soft lw-webcam-empty", {}, "The camera is off."),
    video,
  );
  let stream: MediaStream | null = null;
  let turn = 0;

  const show = () => {
    const on = stream !== null;
    video.hidden = !on;
    take.disabled = !on;
    setText(open, on ? "Turn the camera off" : "Turn the camera on");
  };
  const close = () => {
    turn += 1;
    closeStream(stream);
    stream = null;
    video.srcObject = null;
    show();
  };
  const press = async () => {
    if (stream) return close();
    turn += 1;
    const mine = turn;
    open.disabled = true;
    try {
      const opened = await openDevice("camera");
      if (mine !== turn) return closeStream(opened);
      stream = opened;
      video.srcObject = opened;
      await video.play();
      session.say("");
    } catch (error) {
      if (mine === turn) session.say((error as Error).message);
    } finally {
      open.disabled = false;
      show();
    }
  };
  const shoot = async () => {
    const { videoWidth, videoHeight } = video;
    if (!stream || videoWidth === 0) return;
    const ratio = modality.width / modality.height;
    const width = Math.min(videoWidth, videoHeight * ratio);
    const height = width / ratio;
    const scale = Math.min(1, LONGEST_SIDE / Math.max(width, height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(width * scale));
    canvas.height = Math.max(1, Math.round(height * scale));
    const context = canvas.getContext("2d") as CanvasRenderingContext2D;
    // As in a mirror, which is how one sees oneself beside it.
    context.translate(canvas.width, 0);
    context.scale(-1, 1);
    const [left, top] = [(videoWidth - width) / 2, (videoHeight - height) / 2];
    context.drawImage(video, left, top, width, height, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve));
    if (blob) await session.place({ file: new Uint8Array(await blob.arrayBuffer()) });
  };
  const open = button("Turn the camera on", () => void press());
  const take = button("Take the picture", () => void shoot(), {}, "lw-button lw-primary");
  show();
  return {
    title: "Webcam",
    element: h(
      "div",
      "lw-webcam",
      {},
      box,
      h("span", "lw-editor-buttons", {}, open, take),
      h("p", "lw-soft", {}, "The picture goes to the model and nowhere else."),
    ),
    leave: close,
    dispose: close,
  };
}
