// The one inline script of an exported page: unpacks the rest, which stands in it as text.

const UNABLE =
  "This page needs a browser of 2023 or newer, with JavaScript modules and DecompressionStream.";

const DAMAGED = "This file is damaged: get it again from where it came from.";

function bytesOf(part: string): Uint8Array<ArrayBuffer> {
  const text = atob(document.getElementById(`lw-${part}`)?.textContent?.trim() ?? "");
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

async function read(part: string): Promise<ArrayBuffer> {
  try {
    const packed = new Blob([bytesOf(part)]).stream();
    const unpacked = packed.pipeThrough(new DecompressionStream("gzip"));
    return await new Response(unpacked).arrayBuffer();
  } catch {
    throw new Error(DAMAGED);
  }
}

async function boot(): Promise<void> {
  const element = document.getElementById("lw-explorer") as HTMLElement;
  try {
    if (!("DecompressionStream" in globalThis)) throw new Error(UNABLE);
    const source = new Blob([await read("app")], { type: "text/javascript" });
    const app = await import(URL.createObjectURL(source));
    await app.start(element, read);
  } catch (error) {
    const message = document.createElement("p");
    message.className = "lw-message";
    message.setAttribute("role", "alert");
    message.textContent = error instanceof Error ? error.message : String(error);
    const still = document.createElement("template");
    still.innerHTML = document.querySelector("noscript")?.textContent ?? "";
    element.replaceChildren(message, ...still.content.querySelectorAll("img"));
  }
}

void boot();

export {};
