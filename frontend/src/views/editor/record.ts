// Record it with the microphone.

import { button, h, setText } from "../../dom.ts";
import type { AudioModality } from "../../modalities/audio.ts";
import { closeStream, openDevice } from "./media.ts";
import type { EditSession } from "./session.ts";
import type { Source } from "./source.ts";
import { waveFile } from "./waves.ts";

export function createRecord(modality: AudioModality, session: EditSession): Source {
  const seconds = modality.samples / modality.sample_rate;
  const longest = Math.min(30, Math.max(3, 4 * seconds));
  const clock = h("span", "lw-record-clock lw-soft", { role: "timer" });
  let recorder: MediaRecorder | null = null;
  let timer: ReturnType<typeof setInterval> | undefined;
  let dropped = false;

  const show = () => {
    const on = recorder !== null;
    setText(press, on ? "Stop" : "Record");
    press.setAttribute("aria-pressed", String(on));
    if (!on) setText(clock, "");
  };
  const finish = async (parts: Blob[], type: string) => {
    try {
      const bytes = new Uint8Array(await new Blob(parts, { type }).arrayBuffer());
      await session.place({ file: await waveFile(bytes, modality) });
    } catch (error) {
      session.say((error as Error).message);
    }
  };
  const start = async () => {
    dropped = false;
    press.disabled = true;
    let stream: MediaStream | null = null;
    try {
      stream = await openDevice("microphone");
      if (dropped) return closeStream(stream);
      const parts: Blob[] = [];
      const mine = new MediaRecorder(stream);
      mine.addEventListener("dataavailable", ({ data }) => parts.push(data));
      mine.addEventListener("stop", () => {
        closeStream(mine.stream);
        clearInterval(timer);
        recorder = null;
        show();
        if (!dropped) void finish(parts, mine.mimeType);
      });
      mine.start();
      recorder = mine;
      const began = performance.now();
      timer = setInterval(() => {
        const passed = (performance.now() - began) / 1000;
        setText(clock, `${passed.toFixed(1)} s of ${longest.toFixed(0)} s`);
        if (passed >= longest) stop();
      }, 100);
    } catch (error) {
      closeStream(stream);
      session.say((error as Error).message);
    } finally {
      press.disabled = false;
      show();
    }
  };
  const stop = () => {
    if (recorder?.state === "recording") recorder.stop();
  };
  const press = button(
    "Record",
    () => (recorder ? stop() : void start()),
    { "aria-pressed": "false" },
    "lw-button lw-primary",
  );
  const leave = () => {
    dropped = true;
    stop();
  };
  return {
    title: "Record",
    element: h(
      "div",
      "lw-record",
      {},
      h("span", "lw-editor-buttons", {}, press, clock),
      h(
        "p",
        "lw-soft",
        {},
        `The model makes sounds of ${Number(seconds.toPrecision(3))} s: of a longer recording it takes as much, from where it gets loud.`,
      ),
    ),
    leave,
    dispose: leave,
  };
}
