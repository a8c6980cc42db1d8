// Lets a page draw, wake, and hear of its workers `late` milliseconds later than it would, as on a very
// busy machine.
(late) => {
  const { setTimeout, clearTimeout, requestAnimationFrame, cancelAnimationFrame } = window;
  window.setTimeout = (job, delay = 0, ...args) => setTimeout(job, delay + late, ...args);
  const waiting = new Map();
  let last = 1e9; // of its own: cancelled with cancelAnimationFrame only
  window.requestAnimationFrame = (draw) => {
    last += 1;
    const id = last;
    const later = () => {
      const frame = requestAnimationFrame((now) => {
        waiting.delete(id);
        draw(now);
      });
      waiting.set(id, () => cancelAnimationFrame(frame));
    };
    const timer = setTimeout(later, late);
    waiting.set(id, () => clearTimeout(timer));
    return id;
  };
  window.cancelAnimationFrame = (id) => {
    waiting.get(id)?.();
    waiting.delete(id);
  };
  for (const [owner, name] of [
    [window, "createImageBitmap"],
    [Blob.prototype, "arrayBuffer"],
    [Response.prototype, "arrayBuffer"],
  ]) {
    const answer = owner[name];
    owner[name] = async function (...asked) {
      const answered = await answer.apply(this, asked);
      await new Promise((done) => setTimeout(done, late));
      return answered;
    };
  }
  window.Worker = class extends Worker {
    set onmessage(hear) {
      super.onmessage = (event) => setTimeout(() => hear.call(this, event), late);
    }
  };
}
