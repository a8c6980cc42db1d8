// The camera and the microphone, and what is to be said where they are not given.

export type Device = "camera" | "microphone";

/** Asks for one; what goes wrong comes as a sentence. */
export async function openDevice(device: Device): Promise<MediaStream> {
  const { mediaDevices } = navigator;
  if (!mediaDevices?.getUserMedia) {
    throw new Error(
      `Browsers lend the ${device} to pages on https or localhost only: open this page so, or load a file.`,
    );
  }
  try {
    return await mediaDevices.getUserMedia(
      device === "camera"
        ? { video: { width: { ideal: 640 }, height: { ideal: 640 } } }
        : { audio: true },
    );
  } catch (error) {
    throw new Error(deviceWords(device, error as DOMException));
  }
}

export function deviceWords(device: Device, { name, message }: { name: string; message: string }) {
  switch (name) {
    case "NotAllowedError":
    case "SecurityError":
      return `The ${device} was not allowed: allow it in the browser's address bar and try again, or load a file.`;
    case "NotFoundError":
    case "OverconstrainedError":
      return `No ${device} was found: connect one and try again, or load a file.`;
    case "NotReadableError":
    case "AbortError":
      return `The ${device} could not be started: close other programs that use it, then try again.`;
    default:
      return `The ${device} could not be opened (${message || name}): load a file.`;
  }
}

export function closeStream(stream: MediaStream | null): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
}
